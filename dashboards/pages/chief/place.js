// The place that the wall shows. Everything that comes from data is set as text, never as markup.
function place(root, data, send) {
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  root.replaceChildren();
  const block = el(root, "div", "block");
  el(block, "span", "bureau", data.bureau);
  el(block, "span", "period", data.period);
  el(root, "span", data.isWhole ? "unit whole" : "unit", data.unit);
  if (data.back) el(root, "button", "back", `← ${data.back}`).onclick = () => send("back", true);
}
