// Where we are. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  root.replaceChildren();
  const block = el(root, "div", "block");
  el(block, "span", "bureau", data.bureau);
  el(block, "span", "period", data.period);
  el(root, "span", "unit", data.unit);
  if (data.back) el(root, "button", "back", `← ${data.back}`).onclick = () => setTriggerValue("back", true);
}
