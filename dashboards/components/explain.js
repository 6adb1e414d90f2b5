// The dialog of what one figure rests on. Everything that comes from data is set as text, never as markup.
export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const close = () => setTriggerValue("close", true);
  const onKey = (event) => { if (event.key === "Escape") close(); };
  document.addEventListener("keydown", onKey);
  root.getRootNode().host?.setAttribute("data-fj-dialog", "");  // carousel.js, which listens to keys, sees that it is open
  const text = new TextDecoder().decode(bytes);
  if (root.dataset.shown !== text) {
    const data = JSON.parse(text);
    root.dataset.shown = text;
    root.className = `root ${data.placement}`;
    root.replaceChildren();
    root.setAttribute("role", "dialog");
    root.setAttribute("aria-label", `${data.name} ${data.title}`);
    const head = el(root, "div", "head", "");
    el(head, "span", "title", data.title);
    el(head, "span", "where", data.unit);
    for (const [href, text] of data.links) travelling(Object.assign(el(head, "a", "more", text), { href }));
    el(head, "button", "close", data.close).onclick = close;
    const list = el(root, "dl", "", "");
    const addLine = ([label, text]) => { el(list, "dt", "", label); el(list, "dd", "", text); };
    data.lines.slice(0, 1).forEach(addLine);
    for (const change of data.changes) {
      el(list, "dt", "", change.label);
      const line = el(list, "dd", "change", "");
      el(line, "span", "span", change.span);
      el(line, "b", "moved", change.change);
      if (change.interval) el(line, "span", "interval", change.interval);
      el(line, "span", `judged ${change.tone}`, change.verdict);
      el(line, "span", "details", change.details);
    }
    data.lines.slice(1).forEach(addLine);
  }
  return () => document.removeEventListener("keydown", onKey);
}
