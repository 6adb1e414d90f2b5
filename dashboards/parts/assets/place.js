// Where we are. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  root.replaceChildren();
  const add = (parent, tag, name, words) => {
    const node = document.createElement(tag);
    node.className = name;
    if (words !== undefined) node.textContent = words;
    parent.appendChild(node);
    return node;
  };
  const block = add(root, "div", "block");
  add(block, "span", "bureau", data.bureau);
  add(block, "span", "period", data.period);
  add(root, "span", "unit", data.unit);
  if (data.back) add(root, "button", "back", `← ${data.back}`).onclick = () => setTriggerValue("back", true);
}
