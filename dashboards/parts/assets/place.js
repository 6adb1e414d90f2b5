// Where we are. Everything that comes from data is set as text, never as markup.
export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = new TextDecoder().decode(bytes);
  if (root.dataset.shown === text) return;
  const data = JSON.parse(text);
  root.dataset.shown = text;
  root.replaceChildren();
  const block = el(root, "div", "block");
  el(block, "span", "bureau", data.bureau);
  el(block, "span", "period", data.period);
  el(root, "span", data.whole ? "unit whole" : "unit", data.unit);
  if (data.back) el(root, "button", "back", `← ${data.back}`).onclick = () => setTriggerValue("back", true);
}
