// A station's figures beside standard, last year and peers. Everything that comes from data is set as text.
function strip(parent, peers) {
  const values = [peers.own, peers.low, peers.high];
  const low = Math.min(...values), high = Math.max(...values);
  const room = (high - low) * 0.2 || Math.abs(high) * 0.1 || 1;
  const position = (value) => `${(100 * (value - low + room)) / (high - low + 2 * room)}%`;
  const line = el(parent, "div", "strip");
  line.setAttribute("aria-hidden", "true");
  const band = el(line, "div", "band");
  band.style.left = position(peers.low);
  band.style.width = `max(4px, calc(${position(peers.high)} - ${position(peers.low)}))`;
  el(line, "div", "mark").style.left = position(peers.own);
}

function verdict(parent, tone, mark, text) {
  el(parent, "span", `verdict ${tone}`, `${mark} ${text}`);
}

// A cell under its head, which on a telephone stands before it.
function cell(line, kind, head, text) {
  const td = el(line, "td", kind, text);
  td.dataset.head = head;
  return td;
}

function drawRow(body, data, row, send) {
  const [, , standardHead, changeHead, peersHead, againstHead] = data.heads;
  const line = el(body, "tr");
  line.dataset.kpi = row.id;
  line.tabIndex = 0;
  line.setAttribute("aria-selected", String(row.id === data.chosen));
  const name = el(line, "th");
  name.scope = "row";
  el(name, "span", "label", row.label);
  const ask = el(name, "button", "ask", "?");
  ask.setAttribute("aria-label", `${data.ask} ${row.label}`);
  ask.title = data.ask;
  ask.onclick = (event) => { event.stopPropagation(); send("ask", row.id); };
  ask.onkeydown = (event) => { if (event.key !== "Escape") event.stopPropagation(); };
  const own = el(line, "td", "own");
  own.title = row.reason || row.remark;
  const figure = el(own, "span", "number", row.number);
  if (row.unit) el(figure, "small", "", row.unit);
  if (row.parts) el(own, "span", "parts", row.parts);
  if (row.late) el(own, "span", "late", row.late);
  if (row.reason) el(own, "span", "parts", row.reason);
  const standard = cell(line, "standard", standardHead);
  if (row.standard) {
    standard.title = row.standard.remark;
    el(standard, "span", "bound", row.standard.text);
    if (row.standard.verdict) verdict(standard, row.standard.tone, row.standard.mark, row.standard.verdict);
  }
  const change = cell(line, "change", changeHead);
  if (row.change) {
    change.title = row.change.remark;
    el(change, "span", "moved", row.change.text);
    verdict(change, row.change.tone, row.change.mark, row.change.verdict);
    el(change, "span", "span", (!row.reason && row.change.absence) || row.change.span);
  }
  if (row.peers) {
    const peers = cell(line, "peers", peersHead);
    peers.title = row.peers.remark || "";
    if (row.peers.where) {
      const texts = el(peers, "div", "texts");
      el(texts, "span", "where", row.peers.where);
      el(texts, "span", "span", row.peers.text);
      strip(peers, row.peers);
    } else if (!row.reason) {
      el(peers, "span", "span", row.peers.text);
    }
    const against = cell(line, "against", againstHead, row.peers.against || "");
    if (row.peers.unusual) el(against, "span", "span watch", row.peers.unusual);
  }
  line.onclick = () => send("pick", row.id);
  line.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    send("pick", row.id);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  const focused = root.getRootNode().activeElement?.closest?.("tr")?.dataset.kpi;
  root.dataset.shown = text;
  root.replaceChildren();
  const table = el(root, "table");
  const head = el(el(table, "thead"), "tr");
  for (const text of data.heads) el(head, "th", "", text).scope = "col";
  const body = el(table, "tbody");
  for (const row of data.rows) drawRow(body, data, row, setTriggerValue);
  if (focused !== undefined) root.querySelector(`tr[data-kpi="${CSS.escape(focused)}"]`)?.focus();
}
