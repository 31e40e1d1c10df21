// A program with AWS's own Node.js SDK: waits for the console's sampling rules, then sends a trace.
const xray = require('aws-xray-sdk-core');

xray.setContextMissingStrategy('LOG_ERROR');

function decide(url) {
  const response = { req: { headers: { host: 'localhost' }, method: 'GET', url } };
  const segment = { name: 'node-service', setMatchedSamplingRule(rule) { this.rule = rule; } };
  xray.middleware.resolveSampling({}, segment, response);
  return { sampled: !segment.notTraced, rule: segment.rule };
}

function send() {
  const segment = new xray.Segment('node-service');
  xray.getNamespace().run(() => {
    xray.setSegment(segment);
    xray.captureFunc('work', (subsegment) => subsegment.addAnnotation('runtime', 'node'));
    for (let i = 0; i < 120; i++) xray.captureFunc('item ' + i, () => {});
    try {
      xray.captureFunc('fails', () => { throw new Error('node says no'); });
    } catch (expected) {
      segment.addErrorFlag();
    }
    segment.close();
  });
  return segment.trace_id;
}

const deadline = Date.now() + 40000;
const timer = setInterval(() => {
  const health = decide('/health');
  const order = decide('/orders');
  const fetched = order.rule === 'orders' && !health.sampled;
  if (!fetched && Date.now() < deadline) return;
  clearInterval(timer);
  const trace = send();
  console.log(JSON.stringify({ fetched, health, order, trace }));
  setTimeout(() => process.exit(0), 500); // the datagrams are written behind our back
}, 200);
