// SPDX-License-Identifier: Apache-2.0
"use strict";

const form = document.getElementById("wish");
const said = document.getElementById("said");
let uri = null;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const answer = await fetch("orders", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    said.textContent = answer.ok ? "order " + (await answer.json()).id : "refused: " + answer.status;
  } catch {
    said.textContent = "the shop does not answer";
  }
  show();
});

function cell(row, text, style) {
  const td = row.insertCell();
  td.textContent = text;
  if (style) td.className = style;
  return td;
}

function traceCell(row, id) {
  const td = cell(row, id ? "" : "not sampled");
  if (!id) return;
  if (!uri) {
    td.textContent = id;
    return;
  }
  const link = document.createElement("a");
  link.href = uri + "/#/trace/" + id;
  link.textContent = id;
  td.append(link);
}

function draw(overview) {
  uri = overview.console;
  const link = document.getElementById("console");
  link.hidden = !uri;
  if (uri) link.href = uri;
  if (!overview.orders.length) return;
  const rows = document.createElement("tbody");
  rows.id = "orders";
  for (const order of overview.orders) {
    const row = rows.insertRow();
    cell(row, order.id);
    cell(row, order.item);
    cell(row, order.status.toLowerCase(), order.status);
    traceCell(row, order.traceId);
  }
  document.getElementById("orders").replaceWith(rows);
}

async function show() {
  try {
    draw(await (await fetch("overview")).json());
  } catch {
    said.textContent = "the shop does not answer";
  }
}

show();
setInterval(show, 1000);
