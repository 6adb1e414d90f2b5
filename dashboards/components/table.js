// A table of units or of KPIs. Everything that comes from data is set as text, never as markup.
function drawCell(line, cell, head, tag = "span") {
  const td = el(line, "td", cell.kind);
  td.dataset.head = head; // on a telephone, where a row is a card
  td.toggleAttribute("data-blank", !(cell.text || cell.note || cell.href)); // and says nothing of what there is not
  if (cell.shape) {
    const code = el(td, "span", `code ${cell.colour || ""}`);
    el(code, "i", "", cell.shape).setAttribute("aria-hidden", "true");
    el(code, "span", "", cell.text);
  } else {
    el(td, tag, tag === "button" ? "pick" : "", cell.text);
  }
  instructionLink(td, cell.href, cell.link_hint, cell.link_text);
  if (cell.note) el(td, "small", "", cell.note);
}

// A head that sorts: once by what is largest or first, again the other way round, then as it came.
function sortBy(root, data, pick, column) {
  const { sorted } = root, isSame = sorted?.column === column;
  root.sorted = isSame && sorted.turned ? null : { column, turned: isSame };
  draw(root, data, pick);
  root.querySelectorAll("th button")[column].focus();
}

function sortedRows(data, sorted) {
  if (!sorted) return data.rows;
  const { column, turned } = sorted;
  const compare = (a, b) => {
    const [cell, next] = [a, b].map((row) => row.cells[column]);
    if (cell.order === undefined && next.order === undefined) return cell.text.localeCompare(next.text, "zh-CN", { numeric: true });
    return (next.order ?? -Infinity) - (cell.order ?? -Infinity);
  };
  const rows = [...data.rows].sort(compare);
  return turned ? rows.reverse() : rows;
}

function drawHead(table, root, data, pick) {
  const head = el(el(table, "thead"), "tr");
  data.heads.forEach((text, column) => {
    const isNumber = data.rows.some((row) => row.cells[column].kind?.startsWith("number"));
    const th = el(head, "th", isNumber ? "number" : "");
    th.scope = "col";
    th.title = [data.hints?.[column], data.sortHint].filter(Boolean).join("\n");
    if (!data.sortHint) {
      th.textContent = text;
      return;
    }
    const { sorted } = root, isSorted = sorted?.column === column;
    const button = el(th, "button", "sort", text);
    button.type = "button";
    if (isSorted) el(button, "i", "", sorted.turned ? "↑" : "↓").setAttribute("aria-hidden", "true");
    if (isSorted) th.setAttribute("aria-sort", sorted.turned === isNumber ? "ascending" : "descending");
    button.onclick = () => sortBy(root, data, pick, column);
  });
}

function draw(root, data, pick) {
  root.replaceChildren();
  if (root.heads !== data.heads.join()) root.sorted = null; // other columns than those that were sorted
  root.heads = data.heads.join();
  const table = el(root, "table");
  if (data.caption) el(table, "caption", "", data.caption);
  if (data.widths?.length) {
    table.className = "fixed";
    const group = el(table, "colgroup");
    for (const width of data.widths) el(group, "col").style.width = width;
  }
  drawHead(table, root, data, pick);
  const body = el(table, "tbody");
  for (const row of sortedRows(data, root.sorted)) {
    const line = el(body, "tr");
    // A row that holds a link is no button itself: its first cell has one.
    const linked = row.key !== null && row.cells.some((cell) => cell.href);
    row.cells.forEach((cell, column) => drawCell(line, cell, data.heads[column], linked && column === 0 ? "button" : "span"));
    if (row.key === null) continue;
    line.dataset.key = row.key;
    line.onclick = (event) => event.target.closest("a") || pick(row.key);
    const handle = (linked && line.querySelector("button")) || line;
    handle.dataset.key = row.key;
    handle.setAttribute("aria-pressed", String(row.key === data.pressed));
    if (linked) continue;
    line.tabIndex = 0;
    line.setAttribute("role", "button");
    line.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      pick(row.key);
    };
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  const focused = root.getRootNode().activeElement?.dataset?.key;
  draw(root, data, (key) => setTriggerValue("pick", key));
  if (focused !== undefined) root.querySelector(`[aria-pressed][data-key="${CSS.escape(focused)}"]`)?.focus();
}
