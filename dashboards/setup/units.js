"use strict";
// The table of units: what is copied from a spreadsheet goes into its cells, and there is always an empty row.
(() => {
  const table = document.querySelector("table.units");
  const body = table.tBodies[0];
  const heads = [...table.querySelectorAll("th[data-name]")];
  const names = heads.map((head) => head.dataset.name);
  const labels = heads.map((head) => head.textContent.trim());
  const nameOf = (cell) => names[heads.findIndex((head, at) => labels[at] === cell || head.dataset.words.split(" ").includes(cell))];
  const rows = () => [...body.querySelectorAll("tr:has([name=name])")];
  const field = (row, name) => row.querySelector(`[name=${name}]`);
  const isBlank = (row) => ["name", "parent", "code"].every((name) => !field(row, name).value.trim());

  const addRow = () => {
    body.append(document.getElementById("row").content.cloneNode(true));
    return rows().at(-1);
  };

  const fill = (input, text) => {
    if (input instanceof HTMLSelectElement && text && ![...input.options].some((option) => option.text === text)) {
      input.add(new Option(text)); // the server knows other words for it, or says why not
    }
    if (text || input instanceof HTMLInputElement) input.value = text;
  };

  // What a spreadsheet copies: rows by lines, cells by tabs; a cell of several lines stands in quotes.
  const cellsOf = (text) => text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n")
    .map((line) => line.split("\t").map((cell) => cell.replace(/^"(.*)"$/, "$1").trim()));

  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const at = event.target.closest("tr");
    if (!/[\t\n\r]/.test(text) || !at) return;
    event.preventDefault();
    let lines = cellsOf(text);
    let columns = names.slice(names.indexOf(event.target.name));
    const known = lines[0].map((cell) => cell && nameOf(cell));
    if (known.includes("name")) [columns, lines] = [known, lines.slice(1)]; // columns of theirs that we lack are left out
    let row = rows().indexOf(at);
    for (const line of lines) {
      const target = rows()[row] ?? addRow();
      line.slice(0, columns.length).forEach((cell, place) => columns[place] && fill(field(target, columns[place]), cell));
      row += 1;
    }
    keepBlankRow();
  });

  const keepBlankRow = () => { if (!rows().length || !isBlank(rows().at(-1))) addRow(); };
  body.addEventListener("input", keepBlankRow);
  body.addEventListener("click", (event) => {
    if (!event.target.matches("button.away")) return;
    const row = event.target.closest("tr");
    if (row.nextElementSibling?.classList.contains("faults")) row.nextElementSibling.remove();
    row.remove();
    keepBlankRow();
  });
  if (matchMedia("(max-width: 700px)").matches) rows().filter(isBlank).forEach((row) => row.remove()); // each is a card there
  keepBlankRow();

  const file = document.querySelector("input[type=file]");
  file.addEventListener("change", () => {
    if (file.files.length) file.previousElementSibling.textContent = file.files[0].name;
  });
})();
