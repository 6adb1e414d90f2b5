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
    for (const [href, words] of data.more) add(head, "a", "more", words).href = href;
    add(head, "button", "close", data.close).onclick = close;
    const list = add(root, "dl", "", "");
    const line = ([label, text]) => { add(list, "dt", "", label); add(list, "dd", "", text); };
    data.lines.slice(0, 1).forEach(line);
    for (const one of data.changes) {
      add(list, "dt", "", one.label);
      const said = add(list, "dd", "change", "");
      add(said, "span", "span", one.span);
      add(said, "b", "moved", one.change);
      if (one.interval) add(said, "span", "interval", one.interval);
      add(said, "span", `judged ${one.tone}`, one.judged);
      add(said, "span", "rest", one.rest);
    }
    data.lines.slice(1).forEach(line);
  }
  return () => document.removeEventListener("keydown", onKey);
}
