// The reference of one KPI. All texts are set as text, never as markup.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  root.replaceChildren();
  const article = el(root, "article");
  article.dataset.kpi = data.id;
  el(article, "h3", "", data.title);
  el(article, "p", "id", data.name);
  const lines = el(article, "dl");
  for (const [label, line] of data.lines) {
    el(lines, "dt", "", label);
    el(lines, "dd", "", line);
  }
  el(article, "h4", "", data.example);
  const table = el(el(article, "div", "wide"), "table");
  const head = el(el(table, "thead"), "tr");
  for (const name of data.heads) el(head, "th", "", name).scope = "col";
  const body = el(table, "tbody");
  for (const row of data.rows) {
    const line = el(body, "tr");
    for (const cell of row) el(line, "td", "", cell);
  }
  for (const result of data.results) el(article, "p", "", result);
}
