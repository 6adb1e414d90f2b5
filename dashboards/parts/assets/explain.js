// What one figure rests on. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const close = () => setTriggerValue("close", true);
  const onKey = (event) => { if (event.key === "Escape") close(); };
  document.addEventListener("keydown", onKey);
  const text = JSON.stringify(data);
  if (root.dataset.shown !== text) {
    root.dataset.shown = text;
    root.className = `root ${data.place}`;
    root.replaceChildren();
    const add = (parent, tag, name, words) => {
      const node = document.createElement(tag);
      node.className = name;
      node.textContent = words;
      parent.appendChild(node);
      return node;
    };
    root.setAttribute("role", "dialog");
    root.setAttribute("aria-label", `${data.name} ${data.title}`);
    const head = add(root, "div", "head", "");
    add(head, "span", "title", data.title);
    add(head, "span", "where", data.unit);
    add(head, "button", "close", data.close).onclick = close;
    const list = add(root, "dl", "", "");
    for (const [label, line] of data.lines) {
      add(list, "dt", "", label);
      add(list, "dd", "", line);
    }
  }
  return () => document.removeEventListener("keydown", onKey);
}
