// Rows in order, each a name, a bar from zero (or a point), and a figure. Of more rows than there is room for, the
// first and the last are drawn, and how many are left out.
function fitting(rows, room, more) {
  if (rows.length <= room) return rows;
  const head = Math.ceil((room - 1) / 2), tail = Math.max(0, room - 1 - head);
  const left = rows.length - head - tail;
  return [...rows.slice(0, head), { gap: more.replace("{n}", left) }, ...(tail ? rows.slice(-tail) : [])];
}

export default panel((svg, data, { width, height, letter }) => {
  if (!data.rows.length) return;
  const room = Math.max(2, Math.floor(height / (letter * 1.22)));
  const rows = fitting(data.rows, room, data.more);
  const high = Math.min(height / rows.length, letter * 3.2);
  const left = Math.max(...data.rows.map((row) => ems(row.name))) * letter + letter * 0.5;
  const right = width - Math.max(...data.rows.map((row) => ems(row.text))) * letter - letter * 0.6;
  const known = data.rows.flatMap((row) => [row.value, row.base ?? null, ...(row.interval ?? [])]).filter((value) => value !== null);
  if (data.whole !== null) known.push(data.whole);
  const top = Math.max(0, ...known), low = data.points ? Math.min(...known) : 0;
  const margin = data.points ? letter * 0.5 : 0, span = top - low || 1;
  const x = (value) => left + margin + ((value - low) / span) * Math.max(0, right - left - 2 * margin);
  if (data.whole !== null && right > left) shape(svg, "line", { x1: x(data.whole), x2: x(data.whole), y1: 0, y2: high * rows.length, class: "whole" });
  rows.forEach((row, place) => {
    const middle = high * (place + 0.5);
    if (row.gap) {
      shape(svg, "text", { x: width / 2, y: middle + letter * 0.36, "text-anchor": "middle", class: "gap" }, row.gap);
      return;
    }
    const kind = row.chosen ? "strong chosen" : "strong", thick = Math.min(high * 0.5, letter * 0.9);
    const name = row.order ? shape(svg, "a", { href: row.order, class: "to", "aria-label": `${data.order}：${row.name}` }) : svg;
    if (row.order) shape(name, "title", {}, `${data.order}：${row.name}`);
    shape(name, "text", { x: left - letter * 0.5, y: middle + letter * 0.36, "text-anchor": "end", class: kind }, row.name);
    shape(svg, "text", { x: width, y: middle + letter * 0.36, "text-anchor": "end", class: `figure ${kind}` }, row.text);
    if (row.value === null || right <= left) return;
    if (row.interval) shape(svg, "line", { x1: x(row.interval[0]), x2: x(row.interval[1]), y1: middle, y2: middle, class: "sure" });
    if (data.points) {
      shape(svg, "circle", { cx: x(row.value), cy: middle, r: letter * 0.3, class: row.chosen ? "mark chosen" : "mark" });
      return;
    }
    const two = row.base !== undefined && row.base !== null;
    shape(svg, "rect", { x: left, y: middle - thick / 2, width: Math.max(1, x(row.value) - left), height: two ? thick * 0.62 : thick, class: row.chosen ? "mark chosen" : "mark" });
    if (two) shape(svg, "rect", { x: left, y: middle + thick * 0.2, width: Math.max(1, x(row.base) - left), height: thick * 0.26, class: "base" });
  });
});
