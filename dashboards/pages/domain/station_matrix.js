// Stations by KPIs. Everything that comes from data is set as text, never as markup.
function drawCell(line, cell, head, data, pick) {
  const td = el(line, "td", cell.id ? "marked" : "");
  td.dataset.head = head.label;
  el(td, "span", "figure", cell.text);
  if (!cell.id) {
    el(td, "span", "none", cell.none);
    return;
  }
  const mark = el(td, "button", `mark ${cell.tone}`, `${cell.shape} ${cell.word}`);
  mark.type = "button";
  mark.dataset.key = cell.id;
  mark.title = [cell.why, data.hint].filter(Boolean).join("\n");
  mark.onclick = () => pick(cell.id);
  instructionLink(td, cell.href, data.instruction.label, data.instruction.text);
}

function draw(root, data, pick) {
  root.replaceChildren();
  const table = el(root, "table");
  const top = el(el(table, "thead"), "tr");
  el(top, "th", "", data.corner).scope = "col";
  for (const head of data.heads) {
    const th = el(top, "th", "number", head.label);
    th.scope = "col";
    if (head.note) el(th, "small", "", head.note);
  }
  const body = el(table, "tbody");
  for (const row of data.rows) {
    const line = el(body, "tr", [row.isWhole ? "whole" : "", row.cells.some((cell) => cell.id) ? "" : "quiet"].filter(Boolean).join(" "));
    el(line, "th", "", row.name).scope = "row";
    row.cells.forEach((cell, column) => drawCell(line, cell, data.heads[column], data, pick));
  }
  el(root, "p", "rest", data.rest);
}

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = new TextDecoder().decode(bytes);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  const focused = root.getRootNode().activeElement?.dataset?.key;
  draw(root, JSON.parse(text), (key) => setTriggerValue("pick", key));
  if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}
