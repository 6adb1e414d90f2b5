// A bulletin as it is printed. Everything that comes from data is set as text, never as markup.
function drawChart(parent, chart) {
  const figure = el(parent, "figure");
  el(figure, "figcaption", "", chart.title);
  for (const [name, picture] of Object.entries(chart.pictures)) {
    const svg = shape(figure, "svg", { viewBox: picture.box, role: "img", "aria-label": chart.alternative, class: name });
    for (const [tag, attributes, text] of picture.nodes) shape(svg, tag, attributes, text || undefined);
  }
}

// A cell may go on below before what it has in brackets: a table of shares has room on the page then.
function drawCell(cell, text) {
  const parts = text.split(/(?=（)/);
  if (parts.length > 1) cell.classList.add("share");
  parts.forEach((part, place) => {
    if (place) el(cell, "wbr");
    cell.append(part);
  });
}

function drawTable(parent, data) {
  const frame = el(parent, "div", "wide");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", data.title);
  const table = el(frame, "table");
  el(table, "caption", "", data.title);
  const head = el(el(table, "thead"), "tr");
  for (const text of data.headers) el(head, "th", "", text).scope = "col";
  const body = el(table, "tbody");
  for (const row of data.rows) {
    const line = el(body, "tr");
    row.forEach((text, column) => drawCell(el(line, "td", column ? "" : "name"), text));
  }
}

function drawHead(paper, office) {
  for (const text of office.corner) el(paper, "p", "corner", text);
  if (office.head) el(paper, "p", "head", office.head);
  if (!office.head && !office.number && !office.signer) return;
  const line = el(paper, "p", office.signer ? "number both" : "number");
  el(line, "span", "", office.number);
  if (office.signer) el(line, "span", "", office.signedBy + office.signer);
}

function drawFoot(paper, rows) {
  if (!rows.length) return;
  const foot = el(paper, "div", "foot");
  for (const texts of rows) {
    const line = el(foot, "p");
    for (const text of texts) el(line, "span", "", text);
  }
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  root.replaceChildren();
  const paper = el(root, "article", "paper");
  paper.setAttribute("aria-label", data.label);
  drawHead(paper, data.office);
  el(paper, "h3", "title", data.title);
  for (const line of data.lines) el(paper, "p", "line", line);
  if (data.demo) el(paper, "p", "demo", data.demo);
  if (data.office.to) el(paper, "p", "to", data.office.to);
  for (const section of data.sections) {
    el(paper, "h4", "", section.heading);
    for (const paragraph of section.paragraphs) el(paper, "p", paragraph.hand ? "hand" : "", paragraph.text);
    for (const chart of section.charts) drawChart(paper, chart);
    for (const table of section.tables) drawTable(paper, table);
  }
  el(paper, "h4", "", data.notesHeading);
  for (const note of data.notes) el(paper, "p", "note", note);
  if (data.signature.length) {
    const signature = el(paper, "p", "signature");
    for (const line of data.signature) el(signature, "span", "", line);
  }
  drawFoot(paper, data.office.foot);
}
