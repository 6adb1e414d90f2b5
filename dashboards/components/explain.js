// What one figure rests on. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const close = () => setTriggerValue("close", true);
  const onKey = (event) => { if (event.key === "Escape") close(); };
  document.addEventListener("keydown", onKey);
  root.getRootNode().host?.setAttribute("data-fj-dialog", "");  // whoever listens to keys (carousel.js) sees that it is open
  const text = JSON.stringify(data);
  if (root.dataset.shown !== text) {
    root.dataset.shown = text;
    root.className = `root ${data.place}`;
    root.replaceChildren();
    root.setAttribute("role", "dialog");
    root.setAttribute("aria-label", `${data.name} ${data.title}`);
    const head = el(root, "div", "head", "");
    el(head, "span", "title", data.title);
    el(head, "span", "where", data.unit);
    for (const [href, words] of data.more) el(head, "a", "more", words).href = href;
    el(head, "button", "close", data.close).onclick = close;
    const list = el(root, "dl", "", "");
    const line = ([label, text]) => { el(list, "dt", "", label); el(list, "dd", "", text); };
    data.lines.slice(0, 1).forEach(line);
    for (const one of data.changes) {
      el(list, "dt", "", one.label);
      const said = el(list, "dd", "change", "");
      el(said, "span", "span", one.span);
      el(said, "b", "moved", one.change);
      if (one.interval) el(said, "span", "interval", one.interval);
      el(said, "span", `judged ${one.tone}`, one.judged);
      el(said, "span", "rest", one.rest);
    }
    data.lines.slice(1).forEach(line);
  }
  return () => document.removeEventListener("keydown", onKey);
}
