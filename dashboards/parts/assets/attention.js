// What needs the chief. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const pick = (one) => setTriggerValue("pick", `${one.kpi} ${one.unit}`);
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  root.replaceChildren();
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", data.label);
  const add = (parent, tag, name, words) => {
    const node = document.createElement(tag);
    node.className = name;
    if (words !== undefined) node.textContent = words;
    parent.appendChild(node);
    return node;
  };
  told(root, data, true);
  if (!data.notices.length) add(root, "span", "calm", `≈ ${data.calm}`);
  for (const one of data.notices) {
    const line = add(root, "button", "notice");
    line.dataset.kpi = one.kpi;
    line.dataset.unit = one.unit;
    line.title = `${one.whole}\n${data.open}`;
    add(line, "span", "judged worse", one.judged);
    add(line, "span", "what", `${one.place} ${one.what}`);
    add(line, "span", "evidence", one.evidence);
    line.onclick = () => pick(one);
  }
  if (data.orders) {
    const line = add(root, data.orders.href ? "a" : "span", "notice orders");
    if (data.orders.href) line.href = data.orders.href;
    add(line, "span", "judged worse", data.orders.judged);
    add(line, "span", "what", data.orders.what);
    add(line, "span", "evidence", data.orders.evidence);
  }
}
