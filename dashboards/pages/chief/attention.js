// What needs the chief. Everything that comes from data is set as text, never as markup.
export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const pick = (one) => setTriggerValue("pick", `${one.kpi} ${one.unit}`);
  const text = new TextDecoder().decode(bytes);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  const data = JSON.parse(text);
  root.replaceChildren();
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", data.label);
  told(root, data, true);
  for (const one of data.notices) {
    const line = el(root, "button", "notice");
    line.dataset.kpi = one.kpi;
    line.dataset.unit = one.unit;
    line.title = `${one.whole}\n${data.open}`;
    el(line, "span", "judged worse", one.judged);
    el(line, "span", "what", `${one.place} ${one.what}`);
    el(line, "span", "evidence", one.evidence);
    line.onclick = () => pick(one);
  }
  if (data.orders) {
    const line = el(root, data.orders.href ? "a" : "span", "notice orders");
    if (data.orders.href) line.href = data.orders.href;
    el(line, "span", "judged worse", data.orders.judged);
    el(line, "span", "what", data.orders.what);
    el(line, "span", "evidence", data.orders.evidence);
  }
  if (!data.notices.length) el(root, "span", "calm", `≈ ${data.calm}`);
}
