// Draws services as discs, callers left of callees, with what goes between them.
import { el, svg, clear, duration } from "/dom.js";

const GAP_X = 210;
const GAP_Y = 110;
const RADIUS = 28;
const MAX_NODES = 300;

export function drawMap(target, allServices, onPick) {
  clear(target);
  if (!allServices.length) {
    target.append(el("p", { class: "quiet" }, "No traces in this time."));
    return;
  }
  const services = allServices.slice(0, MAX_NODES);
  const byReference = new Map(services.map((service) => [service.ReferenceId, service]));
  const places = place(services, byReference);
  const columns = Math.max(...[...places.values()].map((p) => p.column)) + 1;
  const lines = Math.max(...[...places.values()].map((p) => p.line)) + 1;
  const picture = svg("svg", {
    class: "map", viewBox: "0 0 " + columns * GAP_X + " " + (lines * GAP_Y + 20), role: "img", "aria-label": "Service map",
  });
  const at = (reference) => {
    const p = places.get(reference);
    return { x: p.column * GAP_X + GAP_X / 2, y: p.line * GAP_Y + 45 };
  };
  for (const service of services) {
    for (const edge of service.Edges.filter((e) => byReference.has(e.ReferenceId))) {
      drawEdge(picture, at(service.ReferenceId), at(edge.ReferenceId), edge);
    }
  }
  for (const service of services) picture.append(drawNode(service, at(service.ReferenceId), onPick));
  target.append(picture);
  if (allServices.length > services.length) {
    target.append(el("p", { class: "quiet" }, "Only the first " + MAX_NODES + " of " + allServices.length + " services are drawn."));
  }
}

// Column by distance from where traces begin; in a column in the order met.
function place(services, byReference) {
  const columns = new Map();
  const called = new Set(services.flatMap((service) => service.Edges.map((edge) => edge.ReferenceId)));
  let front = services.filter((service) => !called.has(service.ReferenceId));
  if (!front.length) front = [services[0]];
  for (let column = 0; front.length; column++) {
    const next = [];
    for (const service of front) {
      if (columns.has(service.ReferenceId)) continue;
      columns.set(service.ReferenceId, column);
      for (const edge of service.Edges) if (byReference.has(edge.ReferenceId)) next.push(byReference.get(edge.ReferenceId));
    }
    front = next;
    if (!front.length) {
      const left = services.find((service) => !columns.has(service.ReferenceId));
      if (left) { front = [left]; column = -1; }
    }
  }
  const used = new Map();
  const places = new Map();
  for (const service of services) {
    const column = columns.get(service.ReferenceId);
    const line = used.get(column) || 0;
    used.set(column, line + 1);
    places.set(service.ReferenceId, { column, line });
  }
  return places;
}

function drawEdge(picture, from, to, edge) {
  const stats = edge.SummaryStatistics;
  const mean = stats.TotalCount ? duration((stats.TotalResponseTime / stats.TotalCount) * 1e6) : "";
  const self = from.x === to.x && from.y === to.y;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.max(1, Math.hypot(dx, dy));
  const end = { x: to.x - (dx / length) * (RADIUS + 8), y: to.y - (dy / length) * (RADIUS + 8) };
  const path = self
    ? "M" + (from.x - 12) + " " + (from.y - RADIUS) + " c-20 -40 44 -40 24 0"
    : "M" + from.x + " " + from.y + " L" + end.x + " " + end.y;
  picture.append(svg("path", { class: "edge", d: path }));
  if (!self) {
    const angle = (Math.atan2(dy, dx) * 180) / Math.PI;
    picture.append(svg("path", { class: "arrow", d: "M8 0 L-4 5 L-4 -5 z", transform: "translate(" + end.x + " " + end.y + ") rotate(" + angle + ")" }));
  }
  picture.append(svg("text", { class: "small", x: from.x + dx / 2, y: from.y + dy / 2 - 6 }, mean + " · " + stats.TotalCount));
}

function drawNode(service, at, onPick) {
  const stats = service.SummaryStatistics;
  const node = svg("g", { class: "node", tabindex: "0", role: "button", "aria-label": service.Name });
  node.append(svg("circle", { class: "disc", cx: at.x, cy: at.y, r: RADIUS }));
  ring(node, at, stats);
  const name = service.Name.length > 30 ? service.Name.slice(0, 29) + "…" : service.Name;
  node.append(svg("text", { x: at.x, y: at.y + RADIUS + 15 }, name),
    svg("text", { class: "small", x: at.x, y: at.y + RADIUS + 28 }, service.Type || ""),
    svg("text", { class: "small", x: at.x, y: at.y + 4 },
      stats && stats.TotalCount ? duration((stats.TotalResponseTime / stats.TotalCount) * 1e6) : ""),
    svg("title", {}, service.Name + (stats ? ": " + stats.TotalCount + " requests, " + stats.FaultStatistics.TotalCount +
      " faults, " + stats.ErrorStatistics.TotalCount + " errors" : "")));
  node.addEventListener("click", () => onPick(service));
  node.addEventListener("keydown", (event) => { if (event.key === "Enter") onPick(service); });
  return node;
}

// The share of ok, error, throttle and fault, as parts of the ring.
function ring(node, at, stats) {
  const around = 2 * Math.PI * RADIUS;
  const parts = stats && stats.TotalCount
    ? [["ok", stats.OkCount], ["error", stats.ErrorStatistics.OtherCount], ["throttle", stats.ErrorStatistics.ThrottleCount], ["fault", stats.FaultStatistics.TotalCount]]
    : [["none", 1]];
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  let done = 0;
  for (const [name, count] of parts.filter(([, c]) => c > 0)) {
    const part = (count / total) * around;
    node.append(svg("circle", {
      class: "ring-" + name, cx: at.x, cy: at.y, r: RADIUS, fill: "none", "stroke-width": 5,
      "stroke-dasharray": part + " " + (around - part), "stroke-dashoffset": -done,
    }));
    done += part;
  }
}
