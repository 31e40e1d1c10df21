// The page: routes, list, problems and sampling. Everything shown goes through el(), which sets
// text as text; nothing received is ever parsed as markup.
import { el, svg, clear, time, duration } from "/dom.js";
import { openTrace, refreshTrace, closeTrace } from "/trace.js";
import { drawMap } from "/map.js";

const $ = (id) => document.getElementById(id);
const views = ["traces", "trace", "map", "problems", "sampling"];
const state = { view: "", filter: "", rows: [], next: null, status: {} };

export async function api(path, options) {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.message || response.statusText);
  return body;
}

// ---- routes -------------------------------------------------------------------------------

function route() {
  const [, name = "", argument = ""] = location.hash.replace(/\?.*/, "").split("/");
  const view = name === "trace" ? "trace" : views.includes(name) && name ? name : "traces";
  if (state.view === "trace" && view !== "trace") closeTrace();
  state.view = view;
  for (const each of views) {
    $("view-" + each).hidden = each !== view;
    const link = $("nav-" + each);
    if (link) link.toggleAttribute("aria-current", each === view || (each === "traces" && view === "trace"));
  }
  if (view === "traces") {
    const filter = new URLSearchParams(location.hash.split("?")[1] || "").get("filter") || "";
    if ($("filter").value !== filter) $("filter").value = filter;
    state.filter = filter;
    loadTraces();
  } else if (view === "trace") openTrace(decodeURIComponent(argument), state.status.region);
  else if (view === "map") loadMap();
  else if (view === "problems") loadProblems();
  else loadRules();
}

function goToFilter(filter) {
  const hash = "#/" + (filter ? "?filter=" + encodeURIComponent(filter) : "");
  if (location.hash === hash) route();
  else location.hash = hash;
}

// ---- traces -------------------------------------------------------------------------------

let loading = null;

async function loadTraces(after) {
  const asked = (loading = {});
  const query = new URLSearchParams({ filter: state.filter, limit: "100" });
  if (after) query.set("after", after);
  try {
    const page = await api("/api/traces?" + query);
    if (asked !== loading) return; // a newer request is under way
    $("filter-error").hidden = true;
    state.rows = after ? state.rows.concat(page.traces) : page.traces;
    state.next = page.next;
    showTraces();
    if (!after) showHistogram(page.histogram);
  } catch (problem) {
    if (asked !== loading) return;
    $("filter-error").textContent = problem.message;
    $("filter-error").hidden = false;
  }
}

function showTraces() {
  const list = $("trace-list");
  const focused = document.activeElement && document.activeElement.dataset.id;
  clear(list);
  for (const row of state.rows) list.append(el("li", {}, traceLink(row)));
  if (focused) {
    const again = [...list.querySelectorAll("a")].find((link) => link.dataset.id === focused);
    if (again) again.focus({ preventScroll: true });
  }
  const empty = $("trace-empty");
  empty.hidden = state.rows.length > 0;
  empty.textContent = state.filter
    ? "No stored trace matches."
    : "No traces yet. Start a program with AWS_XRAY_DAEMON_ADDRESS=" + (state.status.daemonAddress || "") + ".";
  $("more").hidden = !state.next;
}

function traceLink(row) {
  const http = row.http;
  const link = el("a", { href: "#/trace/" + encodeURIComponent(row.id) },
    el("span", { class: "time" }, time(row.start)),
    el("span", { class: "what" },
      row.name + " ",
      el("span", { class: "url" }, [http.HttpMethod, http.HttpURL].filter(Boolean).join(" "))),
    el("span", { class: "num" }, http.HttpStatus ? String(http.HttpStatus) : ""),
    el("span", {}, badge(row)),
    el("span", { class: "num" }, row.inProgress ? "…" : duration(row.response || row.duration)));
  link.dataset.id = row.id;
  return link;
}

function badge(row) {
  if (row.fault) return el("span", { class: "badge fault" }, "fault");
  if (row.throttle) return el("span", { class: "badge throttle" }, "throttle");
  if (row.error) return el("span", { class: "badge errors" }, "error");
  if (row.inProgress) return el("span", { class: "badge quiet" }, "in progress");
  return el("span", { class: "badge ok" }, "ok");
}

function showHistogram(buckets) {
  const figure = $("histogram");
  clear(figure);
  if (!buckets.length) return;
  const low = Math.log(buckets[0].Value);
  const high = Math.log(buckets[buckets.length - 1].Value);
  const span = Math.max(high - low, 0.7);
  const most = Math.max(...buckets.map((b) => b.Count));
  const picture = svg("svg", { viewBox: "0 0 1000 70", preserveAspectRatio: "none", role: "img" });
  for (const bucket of buckets) {
    const x = 4 + ((Math.log(bucket.Value) - low) / span) * 976;
    const height = Math.max(2, (bucket.Count / most) * 50);
    const bar = svg("rect", { x, y: 54 - height, width: 12, height });
    bar.append(svg("title", {}, duration(bucket.Value * 1e6) + ": " + bucket.Count));
    picture.append(bar);
  }
  figure.append(picture, el("figcaption", { class: "quiet" },
    "response times " + duration(buckets[0].Value * 1e6) + " to " +
    duration(buckets[buckets.length - 1].Value * 1e6) + ", newest " +
    buckets.reduce((sum, b) => sum + b.Count, 0) + " traces"));
}

// ---- map, problems, sampling --------------------------------------------------------------

async function loadMap() {
  const answer = await api("/api/map?minutes=" + $("map-minutes").value);
  drawMap($("map"), answer.services, (service) => goToFilter("service(" + quoted(service.Name) + ")"));
}

const quoted = (text) => '"' + text.replace(/[\\"]/g, "\\$&") + '"';

const COUNTERS = [
  ["received", "received"], ["stored", "stored"], ["duplicates", "known already"],
  ["invalid", "stored, but breaking the schema"], ["refused", "refused: cannot be stored"],
  ["unsupported", "in a format not kept here (OTLP)"], ["queueFull", "dropped: the writer was behind"],
  ["kernelDropped", "dropped by the kernel: its buffer was full"], ["storeFailed", "lost: the store could not be written"],
  ["traceFull", "dropped: the trace has too many documents"], ["evicted", "traces dropped to keep the bounds"],
];

async function loadProblems() {
  await loadStatus();
  const counters = $("counters");
  clear(counters);
  counters.append(el("h2", {}, "Documents since the start"),
    el("table", {}, el("tbody", {}, COUNTERS.filter(([key]) => key in state.status).map(([key, label]) =>
      el("tr", {}, el("th", {}, label), el("td", { class: "num" }, String(state.status[key])))))));
  const list = $("problem-list");
  const { problems } = await api("/api/problems");
  // A live update must not close what somebody is reading.
  const open = new Set([...list.querySelectorAll("details[open]")].map((one) => one.dataset.key));
  clear(list);
  if (!problems.length) list.append(el("p", { class: "quiet" }, "None."));
  for (const problem of problems) {
    const details = el("details", {},
      el("summary", {},
        el("span", { class: "badge " + (problem.kind === "INVALID" ? "errors" : "fault") }, problem.kind.toLowerCase()),
        " " + new Date(problem.at).toLocaleTimeString() + " " + problem.source + " ",
        el("code", {}, problem.field), " " + problem.reason),
      problem.traceId ? el("p", {}, el("a", { href: "#/trace/" + encodeURIComponent(problem.traceId) }, problem.traceId)) : "",
      el("pre", {}, problem.excerpt));
    details.dataset.key = [problem.at, problem.source, problem.field].join(" ");
    details.open = open.has(details.dataset.key);
    list.append(details);
  }
}

async function loadRules(saved) {
  const answer = saved || await api("/api/rules");
  $("rules").value = JSON.stringify(answer.rules, null, 2);
  $("rules-problem").hidden = !answer.problem;
  $("rules-problem").textContent = answer.problem || "";
  const usage = $("rules-usage");
  clear(usage);
  if (!answer.usage.length) usage.append(el("p", { class: "quiet" }, "No SDK has reported yet."));
  else usage.append(el("table", {},
    el("thead", {}, el("tr", {}, ["rule", "requests", "sampled", "borrowed"].map((h) => el("th", {}, h)))),
    el("tbody", {}, answer.usage.map((u) => el("tr", {},
      [u.RuleName, u.RequestCount, u.SampledCount, u.BorrowCount].map((v) => el("td", {}, String(v))))))));
}

async function saveRules() {
  $("rules-saved").textContent = "";
  try {
    loadRules(await api("/api/rules", { method: "PUT", body: $("rules").value }));
    $("rules-saved").textContent = "Saved.";
  } catch (problem) {
    $("rules-problem").textContent = problem.message;
    $("rules-problem").hidden = false;
  }
}

// ---- live ---------------------------------------------------------------------------------

async function loadStatus() {
  state.status = await api("/api/status");
  const bad = state.status.invalid + state.status.refused + state.status.unsupported +
    state.status.queueFull + state.status.storeFailed + state.status.traceFull + (state.status.kernelDropped || 0);
  $("problem-count").hidden = bad === 0;
  $("problem-count").textContent = String(bad);
  $("banner").hidden = !state.status.storeProblem;
  $("banner").textContent = state.status.storeProblem || "";
  $("live").textContent = state.status.traces + (state.status.traces === 1 ? " trace" : " traces");
}

let due = false;

// At most one reload at a time, and one more when something changed meanwhile.
async function changed(ids, more) {
  if (due) return;
  due = true;
  try {
    await loadStatus();
    if (state.view === "traces" && state.rows.length <= 100) await loadTraces();
    else if (state.view === "trace") await refreshTrace(ids, more);
    else if (state.view === "map") await loadMap();
    else if (state.view === "problems") await loadProblems();
  } finally {
    due = false;
  }
}

function listen() {
  const source = new EventSource("/api/events");
  source.onopen = () => { $("live").className = "on"; changed([], true); };
  source.onerror = () => { $("live").className = "off"; };
  source.onmessage = (event) => {
    const message = JSON.parse(event.data);
    changed(message.traces, message.more).catch(() => {});
  };
}

// ---- keys ---------------------------------------------------------------------------------

function onKey(event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "Escape" && state.view === "trace") history.back();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && state.view === "traces") {
    event.preventDefault();
    $("filter").focus();
  } else if ((event.key === "j" || event.key === "k") && state.view === "traces") {
    const links = [...$("trace-list").querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const next = links[event.key === "j" ? at + 1 : Math.max(0, at - 1)];
    if (next) next.focus();
  }
}

function toggleTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
  setTheme(now === "dark" ? "light" : "dark");
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

if (localStorage.getItem("theme")) setTheme(localStorage.getItem("theme"));
$("theme").addEventListener("click", toggleTheme);
$("filter-form").addEventListener("submit", (event) => {
  event.preventDefault();
  goToFilter($("filter").value.trim());
});
$("filter").addEventListener("search", () => { if (!$("filter").value) goToFilter(""); });
$("more").addEventListener("click", () => loadTraces(state.next));
$("map-minutes").addEventListener("change", loadMap);
$("rules-save").addEventListener("click", saveRules);
addEventListener("keydown", onKey);
addEventListener("hashchange", route);
loadStatus().catch(() => {}).then(() => { route(); listen(); });
