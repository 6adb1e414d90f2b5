// A campaign: for what has a target a bar of how much is done, with its interval and the time that is over (of a rate,
// its value and the bound); then the plain counts in columns. What there is no room for is counted.
const MOST = 1.2; // of the target: what lies beyond is drawn to the edge

function aimed(svg, row, data, { top, width, letter, wide }) {
  const base = top + letter * 1.05, bar = top + letter * 1.42, thick = letter * 0.62;
  shape(svg, "text", { x: 0, y: base, class: "strong" }, row.name);
  const chip = shape(svg, "text", { x: width, y: base, "text-anchor": "end", class: `standing ${row.tone}` }, row.mark);
  shape(chip, "title", {}, row.remark);
  const room = width - (ems(row.name) + ems(row.mark) + 1.4) * letter;
  const text = [row.text, row.doneText ? `${row.text}，${row.doneText}` : row.text].filter((one) => ems(one) * letter <= room).pop();
  if (text) shape(svg, "text", { x: (ems(row.name) + 0.7) * letter, y: base, class: "figure" }, text);
  const scale = row.bound === null ? MOST : 1;
  const x = (value) => (Math.min(Math.max(value, 0), scale) / scale) * wide;
  shape(svg, "rect", { x: 0, y: bar, width: wide, height: thick, class: "track" });
  if (row.done !== null) shape(svg, "rect", { x: 0, y: bar, width: Math.max(1, x(row.done)), height: thick, class: "fill" });
  if (row.low !== null) {
    const middle = bar + thick / 2;
    shape(svg, "line", { x1: x(row.low), x2: x(row.high), y1: middle, y2: middle, class: "span" });
    for (const end of [row.low, row.high]) shape(svg, "line", { x1: x(end), x2: x(end), y1: bar + thick * 0.2, y2: bar + thick * 0.8, class: "span" });
  }
  const goal = row.bound === null ? 1 : row.bound;
  shape(svg, "line", { x1: x(goal), x2: x(goal), y1: bar - thick * 0.25, y2: bar + thick * 1.25, class: "goal" });
}

export default panel((svg, data, { width, height, letter }) => {
  const high = letter * 2.45, line = letter * 1.5, wide = width;
  const foot = data.rows.some((row) => row.bound === null) ? line : 0;
  const fits = Math.max(0, Math.min(data.rows.length, Math.floor((height - foot) / high)));
  data.rows.slice(0, fits).forEach((row, place) => aimed(svg, row, data, { top: place * high, width, letter, wide }));
  let top = fits * high;
  const timed = data.rows.slice(0, fits).map((row, place) => [row, place]).filter(([row]) => row.bound === null);
  if (timed.length) {
    const x = (data.time / MOST) * wide;
    for (const [, place] of timed) {
      const bar = place * high + letter * 1.42;
      shape(svg, "line", { x1: x, x2: x, y1: bar - letter * 0.22, y2: bar + letter * 0.84, class: "time" });
    }
    const half = (ems(data.timeText) * letter) / 2, at = Math.min(Math.max(x, half), width - half);
    shape(svg, "text", { x: at, y: top + letter, "text-anchor": "middle", class: "timed" }, `┆ ${data.timeText}`);
    const goal = (1 / MOST) * wide;
    if (goal - at > half + (ems(data.goal) + 1) * letter) shape(svg, "text", { x: goal, y: top + letter, "text-anchor": "middle", class: "timed" }, `│ ${data.goal}`);
    top += line;
  }
  const widest = Math.max(0, ...data.counts.map((one) => (ems(one.name) + ems(one.text) + 2.5) * letter));
  const columns = data.counts.length ? Math.max(1, Math.min(4, Math.floor(width / widest))) : 1;
  const room = Math.max(0, Math.floor((height - top) / line)) * columns;
  const all = data.counts.length + data.rows.length - fits;
  const shown = all > room ? data.counts.slice(0, Math.max(0, room - columns)) : data.counts;
  const each = width / columns;
  shown.forEach((one, place) => {
    const x = (place % columns) * each, y = top + Math.floor(place / columns) * line + letter * 1.05;
    shape(svg, "text", { x, y }, one.name);
    shape(svg, "text", { x: x + each - letter * (columns > 1 ? 1.6 : 0), y, "text-anchor": "end", class: "strong" }, one.text);
  });
  const left = all - shown.length - 0;
  if (left > 0 && top + line <= height) {
    const y = top + Math.ceil(shown.length / columns) * line + letter * 1.05;
    if (y <= height) shape(svg, "text", { x: width / 2, y, "text-anchor": "middle", class: "timed" }, data.more.replace("{n}", left));
  }
});
