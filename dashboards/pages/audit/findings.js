// A table of texts; the class of a row is its verdict. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  const table = el(root, "table");
  table.className = `of${data.heads.length}`;
  const head = el(el(table, "thead"), "tr");
  for (const text of data.heads) el(head, "th", "", text).scope = "col";
  const body = el(table, "tbody");
  for (const row of data.rows) {
    const line = el(body, "tr");
    line.dataset.verdict = row.verdict;
    for (const text of row.cells) el(line, "td", "", text);
  }
}
