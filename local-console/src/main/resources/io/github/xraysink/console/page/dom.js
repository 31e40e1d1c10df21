// The only places where the page makes elements. Children that are not nodes become text nodes.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children.flat()) {
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

export const el = (tag, attributes, ...children) =>
  fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

export const clear = (element) => element.replaceChildren();

/** Microseconds since 1970 as a local time of day; older ones with the date. */
export function time(micros) {
  const at = new Date(micros / 1000);
  const clock = at.toLocaleTimeString([], { hour12: false });
  return at.toDateString() === new Date().toDateString() ? clock : at.toLocaleDateString() + " " + clock;
}

/** Microseconds as µs, ms or s with three digits that matter. */
export function duration(micros) {
  if (micros < 1000) return Math.round(micros) + " µs";
  if (micros < 1e6) return +(micros / 1000).toPrecision(3) + " ms";
  return +(micros / 1e6).toPrecision(3) + " s";
}

export async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch (refused) {
    button.textContent = "Not allowed by the browser";
  }
}
