// One trace: waterfall, details, logs, raw documents. The waterfall keeps only the rows in sight in
// the page, so ten thousand entities scroll like ten.
import { el, clear, time, duration, copy } from "/dom.js";
import { api } from "/app.js";
import { drawMap } from "/map.js";

const ROW = 26;
const SPARE = 8;
const $ = (id) => document.getElementById(id);
const TABS = [["waterfall-pane", "Timeline"], ["trace-map", "Map"], ["trace-logs", "Logs"], ["trace-raw", "Raw"]];

let trace = null; // what /api/trace answered
let shown = []; // indexes of entities not folded away
let folded = new Set(); // ids
let picked = null; // id
let tab = TABS[0][0];
let region = "us-east-1";
let rows = new Map(); // position in shown -> element in the page

export function closeTrace() {
  trace = null;
  picked = null;
  folded = new Set();
  tab = TABS[0][0];
}

export async function openTrace(id, inRegion) {
  closeTrace();
  region = inRegion || region;
  clear($("trace-head"));
  $("waterfall").scrollTop = 0;
  await load(id);
}

export async function refreshTrace(ids, more) {
  if (trace && (more || ids.includes(trace.id))) await load(trace.id);
}

async function load(id) {
  try {
    trace = await api("/api/trace?id=" + encodeURIComponent(id));
  } catch (problem) {
    clear($("trace-head"));
    $("trace-head").append(el("p", { class: "error" }, problem.message));
    trace = { id, entities: [], logs: [], start: 0, duration: 0 };
  }
  head();
  tabs();
  unfold();
  if (!picked && trace.entities.length) pick(0);
  else detail();
}

function head() {
  const copyButton = el("button", { type: "button", id: "copy-id" }, "Copy id");
  copyButton.addEventListener("click", () => copy(trace.id, copyButton));
  clear($("trace-head"));
  $("trace-head").append(
    el("a", { href: "#/" }, "← Traces"),
    el("code", { id: "trace-id" }, trace.id), copyButton,
    el("span", {}, trace.entities.length + " entities, " + duration(trace.duration) + ", " + time(trace.start)),
    el("a", {
      href: "https://console.aws.amazon.com/cloudwatch/home?region=" + encodeURIComponent(region) +
        "#xray:traces/" + encodeURIComponent(trace.id),
      target: "_blank", rel: "noreferrer noopener",
    }, "AWS console ↗"));
}

function tabs() {
  clear($("trace-tabs"));
  for (const [id, label] of TABS) {
    const name = id === "trace-logs" && trace.logs.length ? label + " (" + trace.logs.length + ")" : label;
    const button = el("button", { type: "button", role: "tab", "aria-selected": String(id === tab) }, name);
    button.addEventListener("click", () => { tab = id; tabs(); });
    $("trace-tabs").append(button);
    $(id).hidden = id !== tab;
  }
  if (tab === "trace-logs") logs();
  else if (tab === "trace-raw") raw();
  else if (tab === "trace-map") map();
  else draw();
}

// ---- waterfall ----------------------------------------------------------------------------

function unfold() {
  shown = [];
  let hiddenBelow = Infinity;
  trace.entities.forEach((entity, index) => {
    if (entity.d > hiddenBelow) return;
    hiddenBelow = folded.has(entity.id) ? entity.d : Infinity;
    shown.push(index);
  });
  $("waterfall-space").style.height = shown.length * ROW + "px";
  for (const row of rows.values()) row.remove();
  rows = new Map();
  draw();
}

const hasChildren = (index) => index + 1 < trace.entities.length && trace.entities[index + 1].d > trace.entities[index].d;

function draw() {
  if (!trace) return;
  const pane = $("waterfall");
  const first = Math.max(0, Math.floor(pane.scrollTop / ROW) - SPARE);
  const last = Math.min(shown.length - 1, Math.ceil((pane.scrollTop + pane.clientHeight) / ROW) + SPARE);
  for (const [position, row] of rows) {
    if (position < first || position > last) {
      row.remove();
      rows.delete(position);
    }
  }
  for (let position = first; position <= last; position++) {
    if (!rows.has(position)) {
      const row = makeRow(position);
      rows.set(position, row);
      $("waterfall-space").append(row);
    }
  }
}

function makeRow(position) {
  const index = shown[position];
  const entity = trace.entities[index];
  const fold = el("span", { class: "fold", "aria-hidden": "true" },
    hasChildren(index) ? (folded.has(entity.id) ? "▸" : "▾") : "");
  fold.addEventListener("click", (event) => { event.stopPropagation(); toggle(entity); });
  const label = el("span", { class: "label" + (entity.segment ? " segment" : ""), title: entity.name }, fold, entity.name);
  label.style.paddingLeft = 4 + Math.min(entity.d, 30) * 12 + "px";
  const row = el("div", {
    class: "row" + (entity.id === picked ? " picked" : ""), role: "treeitem", id: "row-" + index,
    "aria-level": String(entity.d + 1), "aria-selected": String(entity.id === picked),
  }, label, lane(entity));
  row.style.top = position * ROW + "px";
  row.addEventListener("click", () => pick(position));
  return row;
}

function lane(entity) {
  const whole = Math.max(trace.duration, 1);
  const open = entity.t < 0;
  const left = (entity.s / whole) * 100;
  const width = ((open ? whole - entity.s : entity.t) / whole) * 100;
  const bar = el("span", {
    class: ["bar", entity.state, entity.ns ? "ns" : "", open ? "open" : ""].join(" ").trim(),
  });
  bar.style.left = left + "%";
  bar.style.width = width + "%";
  const took = el("span", { class: "took" }, (open ? "in progress" : duration(entity.t)) + (entity.status ? " · " + entity.status : ""));
  took.style.left = Math.min(left + width, 100) + "%";
  return el("span", { class: "lane" }, bar, took);
}

function toggle(entity) {
  if (!folded.delete(entity.id)) folded.add(entity.id);
  unfold();
}

function pick(position) {
  const index = shown[position];
  if (index === undefined) return;
  picked = trace.entities[index].id;
  for (const [at, row] of rows) {
    row.classList.toggle("picked", at === position);
    row.setAttribute("aria-selected", String(at === position));
  }
  $("waterfall").setAttribute("aria-activedescendant", "row-" + index);
  detail();
}

function keys(event) {
  const at = shown.findIndex((index) => trace.entities[index].id === picked);
  const page = Math.max(1, Math.floor($("waterfall").clientHeight / ROW) - 1);
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
  if (event.key in steps) {
    event.preventDefault();
    const to = Math.max(0, Math.min(shown.length - 1, at + steps[event.key]));
    bringIntoSight(to);
    pick(to);
  } else if (at >= 0 && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    event.preventDefault();
    const entity = trace.entities[shown[at]];
    if (hasChildren(shown[at]) && folded.has(entity.id) === (event.key === "ArrowRight")) toggle(entity);
  }
}

function bringIntoSight(position) {
  const pane = $("waterfall");
  const top = position * ROW;
  if (top < pane.scrollTop) pane.scrollTop = top;
  else if (top + ROW > pane.scrollTop + pane.clientHeight) pane.scrollTop = top + ROW - pane.clientHeight;
  draw();
}

// ---- details ------------------------------------------------------------------------------

async function detail() {
  if (!picked) {
    clear($("detail"));
    return;
  }
  const asked = picked;
  let entity;
  try {
    entity = await api("/api/entity?trace=" + encodeURIComponent(trace.id) + "&id=" + encodeURIComponent(asked));
  } catch (problem) {
    entity = { name: problem.message };
  }
  if (asked !== picked) return;
  const pane = $("detail");
  clear(pane);
  const flags = ["fault", "error", "throttle"].filter((flag) => entity[flag] === true);
  pane.append(el("h2", {}, String(entity.name)),
    el("p", {}, flags.map((flag) => el("span", { class: "badge " + (flag === "error" ? "errors" : flag) }, flag)),
      entity.in_progress ? el("span", { class: "badge" }, "in progress") : ""),
    table({ id: entity.id, parent: entity.parent_id, namespace: entity.namespace, origin: entity.origin,
      user: entity.user, start: entity.start_time && time(entity.start_time * 1e6),
      took: entity.end_time && duration((entity.end_time - entity.start_time) * 1e6) }));
  section(pane, "HTTP", entity.http && { ...entity.http.request, ...entity.http.response });
  section(pane, "SQL", entity.sql);
  section(pane, "Annotations", entity.annotations);
  exceptions(pane, entity.cause);
  section(pane, "AWS", entity.aws);
  for (const [namespace, values] of Object.entries(entity.metadata || {})) {
    section(pane, "Metadata: " + namespace, values);
  }
  pane.append(el("h3", {}, "JSON"), el("pre", {}, JSON.stringify(entity, null, 2)));
}

function section(pane, title, values) {
  if (values && typeof values === "object" && Object.keys(values).length) pane.append(el("h3", {}, title), table(values));
}

function table(values) {
  return el("table", {}, el("tbody", {}, Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([key, value]) => el("tr", {}, el("th", {}, key),
      el("td", {}, typeof value === "object" ? JSON.stringify(value) : String(value))))));
}

function exceptions(pane, cause) {
  if (!cause) return;
  if (typeof cause === "string") {
    pane.append(el("h3", {}, "Cause"), el("p", {}, "the exception ", el("code", {}, cause), " recorded below this entity"));
    return;
  }
  for (const exception of cause.exceptions || []) {
    const stack = Array.isArray(exception.stack) ? exception.stack : [];
    pane.append(el("h3", {}, "Exception"),
      el("p", { class: "fault" }, [exception.type, exception.message].filter(Boolean).join(": ")),
      el("pre", { class: "stack" }, stack.map((frame) =>
        "at " + (frame.label || "?") + " (" + (frame.path || "?") + ":" + (frame.line ?? "?") + ")").join("\n")));
  }
}

// ---- other tabs ---------------------------------------------------------------------------

function logs() {
  clear($("trace-logs"));
  $("trace-logs").append(trace.logs.length
    ? el("pre", {}, trace.logs.join("\n"))
    : el("p", { class: "quiet" }, "No log lines with this trace id. Start the console with --log-file, " +
        "or POST lines to /api/logs; a line belongs to the trace whose id stands in it."));
}

async function raw() {
  const documents = await api("/api/raw?id=" + encodeURIComponent(trace.id));
  clear($("trace-raw"));
  $("trace-raw").append(el("pre", {}, JSON.stringify(documents, null, 2)));
}

async function map() {
  const answer = await api("/api/map?trace=" + encodeURIComponent(trace.id));
  drawMap($("trace-map"), answer.services, () => {});
}

$("waterfall").addEventListener("scroll", draw, { passive: true });
$("waterfall").addEventListener("keydown", keys);
addEventListener("resize", draw);
