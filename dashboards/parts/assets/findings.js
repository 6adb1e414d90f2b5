// A table of texts; the class of a row is its verdict. Everything that comes from data is set as text, never as markup.
function add(parent, tag, text) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  const table = add(root, "table");
  table.className = `of${data.heads.length}`;
  const head = add(add(table, "thead"), "tr");
  for (const text of data.heads) add(head, "th", text).scope = "col";
  const body = add(table, "tbody");
  for (const row of data.rows) {
    const line = add(body, "tr");
    line.dataset.verdict = row.verdict;
    for (const text of row.cells) add(line, "td", text);
  }
}
