// A station's figures beside standard, last year and peers. Everything that comes from data is set as text.
function strip(parent, one) {
  const ends = [one.own, one.low, one.high];
  const low = Math.min(...ends), high = Math.max(...ends);
  const room = (high - low) * 0.2 || Math.abs(high) * 0.1 || 1;
  const at = (value) => `${(100 * (value - low + room)) / (high - low + 2 * room)}%`;
  const line = el(parent, "div", "strip");
  line.setAttribute("aria-hidden", "true");
  const band = el(line, "div", "band");
  band.style.left = at(one.low);
  band.style.width = `max(4px, calc(${at(one.high)} - ${at(one.low)}))`;
  el(line, "div", "mark").style.left = at(one.own);
}

function verdict(parent, tone, mark, text) {
  el(parent, "span", `verdict ${tone}`, `${mark} ${text}`);
}

function row(body, data, one, say) {
  const line = el(body, "tr");
  line.dataset.kpi = one.id;
  line.tabIndex = 0;
  line.setAttribute("aria-selected", String(one.id === data.chosen));
  const name = el(line, "th");
  name.scope = "row";
  el(name, "span", "label", one.label);
  const ask = el(name, "button", "ask", "?");
  ask.setAttribute("aria-label", `${data.ask} ${one.label}`);
  ask.title = data.ask;
  ask.onclick = (event) => { event.stopPropagation(); say("ask", one.id); };
  ask.onkeydown = (event) => { if (event.key !== "Escape") event.stopPropagation(); };
  const own = el(line, "td", "own");
  own.title = one.reason || one.remark;
  const figure = el(own, "span", "number", one.number);
  if (one.unit) el(figure, "small", "", one.unit);
  if (one.parts) el(own, "span", "parts", one.parts);
  if (one.late) el(own, "span", "late", one.late);
  if (one.reason) el(own, "span", "parts", one.reason);
  const standard = el(line, "td", "standard");
  if (one.standard) {
    standard.title = one.standard.remark;
    el(standard, "span", "bound", one.standard.text);
    if (one.standard.verdict) verdict(standard, one.standard.tone, one.standard.mark, one.standard.verdict);
  }
  const change = el(line, "td", "change");
  if (one.change) {
    change.title = one.change.remark;
    el(change, "span", "moved", one.change.text);
    verdict(change, one.change.tone, one.change.mark, one.change.verdict);
    el(change, "span", "span", one.change.span);
  }
  if (one.peers) {
    const peers = el(line, "td", "peers");
    peers.title = one.peers.remark || "";
    if (one.peers.where) {
      strip(peers, one.peers);
      el(peers, "span", "where", one.peers.where);
      if (one.peers.position) el(peers, "span", one.peers.watch ? "position watch" : "position", one.peers.position);
      el(peers, "span", "span", one.peers.text);
    } else {
      el(peers, "span", "span", one.peers.text);
    }
  }
  line.onclick = () => say("pick", one.id);
  line.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    say("pick", one.id);
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  const held = root.getRootNode().activeElement?.closest?.("tr")?.dataset.kpi;
  root.dataset.shown = text;
  root.replaceChildren();
  const table = el(root, "table");
  const head = el(el(table, "thead"), "tr");
  for (const one of data.heads) el(head, "th", "", one).scope = "col";
  const body = el(table, "tbody");
  for (const one of data.rows) row(body, data, one, setTriggerValue);
  if (held !== undefined) root.querySelector(`tr[data-kpi="${CSS.escape(held)}"]`)?.focus();
}
