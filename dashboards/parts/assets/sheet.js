// A table of KPIs. Everything that comes from data is set as text, never as markup.
function add(parent, tag, text, name) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

function draw(root, data, pick) {
  root.replaceChildren();
  const table = add(root, "table");
  const head = add(add(table, "thead"), "tr");
  for (const text of data.heads) add(head, "th", text).scope = "col";
  const body = add(table, "tbody");
  for (const one of data.rows) {
    const line = add(body, "tr");
    line.dataset.kpi = one.id;
    line.tabIndex = 0;
    line.setAttribute("role", "button");
    add(line, "td", one.zh);
    add(line, "td", one.value).title = one.remark;
    const change = add(line, "td");
    if (one.change) {
      change.title = one.change.remark;
      add(change, "span", one.change.span, "span");
      add(change, "span", one.change.text, "moved");
      if (one.change.interval) add(change, "span", one.change.interval, "interval");
      add(change, "span", `${one.change.mark} ${one.change.verdict}`, `verdict ${one.change.tone}`);
    }
    const standard = add(line, "td");
    if (one.standard) {
      standard.title = one.standard.remark;
      add(standard, "span", one.standard.text, "bound");
      if (one.standard.verdict) add(standard, "span", `${one.standard.mark} ${one.standard.verdict}`, `verdict ${one.standard.tone}`);
    }
    add(line, "td", one.systems).title = one.systemNames;
    const definition = add(line, "td", one.definition);
    if (one.limits) add(definition, "span", one.limits, "limits");
    const barred = add(line, "td");
    if (one.barred) {
      add(barred, "span", `◆ ${data.mark}`, "mark");
      add(barred, "span", one.barred);
    } else if (one.lifted) {
      add(barred, "span", `◆ ${one.lifted}`);
    }
    line.onclick = () => pick(one.id);
    line.onkeydown = (event) => { if (event.key === "Enter") pick(one.id); };
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  draw(root, data, (kpi) => setTriggerValue("pick", kpi));
}
