// Tiles with a range. Everything that comes from data is set as text, never as markup.
function drawRange(tile, range) {
  if (range.at !== undefined) {
    const track = el(tile, "div", "track");
    track.setAttribute("aria-hidden", "true");
    const band = el(track, "i", "band"), dot = el(track, "i", range.outside ? "dot outside" : "dot");
    band.style.left = `${range.low * 100}%`;
    band.style.width = `${(range.high - range.low) * 100}%`;
    dot.style.left = `${range.at * 100}%`;
  }
  if (range.outside) el(tile, "p", "outside", range.outside);
  if (range.text) el(tile, "p", "small", range.text);
}

function drawTile(root, data, hint, pick) {
  const tile = el(root, "button", "tile");
  tile.type = "button";
  tile.dataset.kpi = data.id;
  tile.title = [hint, data.remark].filter(Boolean).join("\n");
  const head = el(tile, "p", "label", data.label);
  el(head, "span", "span", data.span);
  const value = el(tile, "p", "value");
  if (data.doubt) el(value, "span", "doubt", `${data.doubt} `);
  el(value, "b", "", data.number);
  if (data.unit) el(value, "span", "unit", data.unit);
  if (data.fraction) el(value, "span", "fraction", data.fraction);
  if (data.reason) el(tile, "p", "small", data.reason);
  if (data.mark) el(tile, "p", "small watch", data.mark);
  if (data.standard?.verdict) el(tile, "p", `judged ${data.standard.tone}`, `${data.standard.mark} ${data.standard.verdict} ${data.standard.text}`).title = data.standard.remark;
  for (const change of data.changes) el(tile, "p", `judged ${change.tone}`, `${change.mark} ${change.label} ${change.text} ${change.verdict}`).title = change.remark;
  drawRange(tile, data.range);
  tile.onclick = () => pick(data.id);
}

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = new TextDecoder().decode(bytes);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  const data = JSON.parse(text);
  const focused = root.getRootNode().activeElement?.dataset?.kpi;
  root.replaceChildren();
  for (const tile of data.tiles) drawTile(root, tile, data.hint, (kpi) => setTriggerValue("pick", kpi));
  if (focused) root.querySelector(`[data-kpi="${CSS.escape(focused)}"]`)?.focus();
}
