// A table of KPIs, a line each. Everything that comes from data is set as text, never as markup.
function drawChange(cell, change, isSaid) {
  if (!change) return;
  cell.title = change.remark;
  if (!change.absence) el(cell, "span", "moved", change.text);
  else if (!isSaid) el(cell, "span", "absent", change.absence);
  const verdict = el(cell, "span", `verdict ${change.tone}`, `${change.mark} ${change.verdict}`);
  if (change.interval) el(verdict, "span", "interval", change.interval);
}

function draw(root, data, pick) {
  root.replaceChildren();
  const table = el(root, "table");
  const head = el(el(table, "thead"), "tr");
  data.heads.forEach((text, column) => { el(head, "th", column === 1 ? "number" : "", text).scope = "col"; });
  const body = el(table, "tbody");
  for (const kpi of data.rows) {
    const line = el(body, "tr");
    line.dataset.kpi = kpi.id;
    line.tabIndex = 0;
    line.setAttribute("role", "button");
    const name = el(line, "td", "name", kpi.zh);
    name.title = kpi.definition;
    if (kpi.barred || kpi.lifted) {
      const mark = el(name, "span", kpi.barred ? "mark" : "lifted", `◆ ${kpi.barred ? data.mark : kpi.lifted}`);
      if (kpi.barred) mark.title = kpi.barred;
    }
    const value = el(line, "td", "number", kpi.value);
    value.title = kpi.remark;
    if (kpi.reason) el(value, "span", "reason", kpi.reason);
    drawChange(el(line, "td", "change"), kpi.change, Boolean(kpi.reason)); // why there is no number is said beside it
    const standard = el(line, "td", "standard");
    if (kpi.standard) {
      standard.title = kpi.standard.remark;
      el(standard, "span", "bound", kpi.standard.text);
      if (kpi.standard.verdict) el(standard, "span", `verdict ${kpi.standard.tone}`, `${kpi.standard.mark} ${kpi.standard.verdict}`);
    }
    line.onclick = () => pick(kpi.id);
    line.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      pick(kpi.id);
    };
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  draw(root, data, (kpi) => setTriggerValue("pick", kpi));
}
