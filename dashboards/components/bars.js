// Rows, each a name, a bar from zero (or a point), and a figure. Of more rows than there is room for, the first and
// the last are drawn, and how many are left out.
function fitRows(rows, room, gapText) {
  if (rows.length <= room) return rows;
  const head = Math.ceil((room - 1) / 2), tail = Math.max(0, room - 1 - head);
  const omitted = rows.length - head - tail;
  return [...rows.slice(0, head), { gap: gapText.replace("{n}", omitted) }, ...(tail ? rows.slice(-tail) : [])];
}

export default panel((svg, data, { width, height, letter }) => {
  if (!data.rows.length) return;
  const room = Math.max(2, Math.floor(height / (letter * 1.22)));
  const rows = fitRows(data.rows, room, data.gapText);
  const rowHeight = Math.min(height / rows.length, letter * 3.2);
  const left = Math.max(...data.rows.map((row) => ems(row.name))) * letter + letter * 0.5;
  const right = width - Math.max(...data.rows.map((row) => ems(row.text))) * letter - letter * 0.6;
  const values = data.rows.flatMap((row) => [row.value, row.base ?? null, ...(row.interval ?? [])]).filter((value) => value !== null);
  if (data.reference !== null) values.push(data.reference);
  const top = Math.max(0, ...values), low = data.asPoints ? Math.min(...values) : 0;
  const margin = data.asPoints ? letter * 0.5 : 0, range = top - low || 1;
  const x = (value) => left + margin + ((value - low) / range) * Math.max(0, right - left - 2 * margin);
  if (data.reference !== null && right > left) shape(svg, "line", { x1: x(data.reference), x2: x(data.reference), y1: 0, y2: rowHeight * rows.length, class: "reference" });
  rows.forEach((row, index) => {
    const middle = rowHeight * (index + 0.5);
    if (row.gap) {
      shape(svg, "text", { x: width / 2, y: middle + letter * 0.36, "text-anchor": "middle", class: "gap" }, row.gap);
      return;
    }
    const kind = row.chosen ? "strong chosen" : "strong", thickness = Math.min(rowHeight * 0.5, letter * 0.9);
    const name = row.href ? shape(svg, "a", { href: row.href, class: "link", "aria-label": `${data.linkLabel}：${row.name}` }) : svg;
    if (row.href) {
      travelling(name);
      shape(name, "title", {}, `${data.linkLabel}：${row.name}`);
    }
    shape(name, "text", { x: left - letter * 0.5, y: middle + letter * 0.36, "text-anchor": "end", class: kind }, row.name);
    shape(svg, "text", { x: width, y: middle + letter * 0.36, "text-anchor": "end", class: `figure ${kind}` }, row.text);
    if (row.value === null || right <= left) return;
    if (row.interval) shape(svg, "line", { x1: x(row.interval[0]), x2: x(row.interval[1]), y1: middle, y2: middle, class: "interval" });
    if (data.asPoints) {
      shape(svg, "circle", { cx: x(row.value), cy: middle, r: letter * 0.3, class: row.chosen ? "mark chosen" : "mark" });
      return;
    }
    const hasBase = row.base !== undefined && row.base !== null;
    shape(svg, "rect", { x: left, y: middle - thickness / 2, width: Math.max(1, x(row.value) - left), height: hasBase ? thickness * 0.62 : thickness, class: row.chosen ? "mark chosen" : "mark" });
    if (hasBase) shape(svg, "rect", { x: left, y: middle + thickness * 0.2, width: Math.max(1, x(row.base) - left), height: thickness * 0.26, class: "base" });
  });
});
