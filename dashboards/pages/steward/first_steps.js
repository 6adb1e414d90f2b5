// The steps of the first run: those that are done, the next one, and those that follow.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  root.replaceChildren();
  const list = el(root, "ol");
  list.setAttribute("aria-label", data.label);
  data.steps.forEach((label, place) => {
    const item = el(list, "li", place < data.at ? "done" : place === data.at ? "now" : "");
    if (place === data.at) item.setAttribute("aria-current", "step");
    el(item, "i", "", place < data.at ? "✓" : String(place + 1)).setAttribute("aria-hidden", "true");
    el(item, "span", "", label);
    if (place < data.at) el(item, "span", "aloud", data.doneText);
  });
}
