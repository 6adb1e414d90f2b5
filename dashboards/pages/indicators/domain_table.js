// A table of KPIs. Everything that comes from data is set as text, never as markup.
function draw(root, data, pick) {
  root.replaceChildren();
  const table = el(root, "table");
  const head = el(el(table, "thead"), "tr");
  for (const text of data.heads) el(head, "th", "", text).scope = "col";
  const body = el(table, "tbody");
  for (const one of data.rows) {
    const line = el(body, "tr");
    line.dataset.kpi = one.id;
    line.tabIndex = 0;
    line.setAttribute("role", "button");
    el(line, "td", "", one.zh);
    const value = el(line, "td", "", one.value);
    value.title = one.remark;
    if (one.reason) el(value, "span", "pace", one.reason);
    if (one.pace) el(value, "span", "pace", one.pace);
    const change = el(line, "td");
    if (one.change) {
      change.title = one.change.remark;
      el(change, "span", "span", one.change.span);
      el(change, "span", "moved", one.change.text);
      if (one.change.interval) el(change, "span", "interval", one.change.interval);
      el(change, "span", `verdict ${one.change.tone}`, `${one.change.mark} ${one.change.verdict}`);
    }
    const standard = el(line, "td");
    if (one.standard) {
      standard.title = one.standard.remark;
      el(standard, "span", "bound", one.standard.text);
      if (one.standard.verdict) el(standard, "span", `verdict ${one.standard.tone}`, `${one.standard.mark} ${one.standard.verdict}`);
    }
    el(line, "td", "", one.systems).title = one.systemNames;
    const definition = el(line, "td", "", one.definition);
    if (one.limits) el(definition, "span", "limits", one.limits);
    const barred = el(line, "td");
    if (one.barred) {
      el(barred, "span", "mark", `◆ ${data.mark}`);
      el(barred, "span", "", one.barred);
    } else if (one.lifted) {
      el(barred, "span", "", `◆ ${one.lifted}`);
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
