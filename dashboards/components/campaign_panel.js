// A campaign: for what has a target a bar of how much is done, with its interval and the time that is over (of a rate,
// its value and the bound); then the plain counts in columns. What there is no room for is counted; outside the wall
// there is always room, since the drawing makes itself as high as it has to be.
const MAX_SHARE = 1.2; // of the target: what lies beyond is drawn to the edge

function drawTargetRow(svg, row, { top, width, letter }) {
  const base = top + letter * 1.05, bar = top + letter * 1.42, thickness = letter * 0.62;
  shape(svg, "text", { x: 0, y: base, class: "strong" }, row.name);
  const chip = shape(svg, "text", { x: width, y: base, "text-anchor": "end", class: `status ${row.tone}` }, row.mark);
  shape(chip, "title", {}, row.remark);
  const room = width - (ems(row.name) + ems(row.mark) + 1.4) * letter;
  const text = [row.text, row.doneText ? `${row.text}，${row.doneText}` : row.text].filter((candidate) => ems(candidate) * letter <= room).pop();
  if (text) shape(svg, "text", { x: (ems(row.name) + 0.7) * letter, y: base, class: "figure" }, text);
  const scale = row.bound === null ? MAX_SHARE : 1;
  const x = (value) => (Math.min(Math.max(value, 0), scale) / scale) * width;
  shape(svg, "rect", { x: 0, y: bar, width: width, height: thickness, class: "track" });
  if (row.done !== null) shape(svg, "rect", { x: 0, y: bar, width: Math.max(1, x(row.done)), height: thickness, class: "fill" });
  if (row.low !== null) {
    const middle = bar + thickness / 2;
    shape(svg, "line", { x1: x(row.low), x2: x(row.high), y1: middle, y2: middle, class: "span" });
    for (const end of [row.low, row.high]) shape(svg, "line", { x1: x(end), x2: x(end), y1: bar + thickness * 0.2, y2: bar + thickness * 0.8, class: "span" });
  }
  const goal = row.bound === null ? 1 : row.bound;
  shape(svg, "line", { x1: x(goal), x2: x(goal), y1: bar - thickness * 0.25, y2: bar + thickness * 1.25, class: "goal" });
}

export default panel((svg, data, { width, height: roomHeight, letter }) => {
  const rowHeight = letter * 2.45, lineHeight = letter * 1.5;
  const foot = data.rows.some((row) => row.bound === null) ? lineHeight : 0;
  const widest = Math.max(0, ...data.counts.map((count) => (ems(count.name) + ems(count.text) + 2.5) * letter));
  const columns = data.counts.length ? Math.max(1, Math.min(4, Math.floor(width / widest))) : 1;
  const whole = Math.ceil(data.rows.length * rowHeight + foot + Math.ceil(data.counts.length / columns) * lineHeight);
  const height = data.takesRoom ? whole : roomHeight;
  if (data.takesRoom) svg.style.height = `${whole}px`;
  const rowCount = Math.max(0, Math.min(data.rows.length, Math.floor((height - foot) / rowHeight)));
  data.rows.slice(0, rowCount).forEach((row, index) => drawTargetRow(svg, row, { top: index * rowHeight, width, letter }));
  let top = rowCount * rowHeight;
  const timed = data.rows.slice(0, rowCount).map((row, index) => [row, index]).filter(([row]) => row.bound === null);
  if (timed.length) {
    const x = (data.time / MAX_SHARE) * width;
    for (const [, index] of timed) {
      const bar = index * rowHeight + letter * 1.42;
      shape(svg, "line", { x1: x, x2: x, y1: bar - letter * 0.22, y2: bar + letter * 0.84, class: "time" });
    }
    const half = (ems(data.timeText) * letter) / 2, middle = Math.min(Math.max(x, half), width - half);
    shape(svg, "text", { x: middle, y: top + letter, "text-anchor": "middle", class: "timed" }, `┆ ${data.timeText}`);
    const goal = (1 / MAX_SHARE) * width;
    if (goal - middle > half + (ems(data.goal) + 1) * letter) shape(svg, "text", { x: goal, y: top + letter, "text-anchor": "middle", class: "timed" }, `│ ${data.goal}`);
    top += lineHeight;
  }
  const room = Math.max(0, Math.floor((height - top) / lineHeight)) * columns;
  const total = data.counts.length + data.rows.length - rowCount;
  const visible = total > room ? data.counts.slice(0, Math.max(0, room - columns)) : data.counts;
  const columnWidth = width / columns;
  visible.forEach((count, index) => {
    const x = (index % columns) * columnWidth, y = top + Math.floor(index / columns) * lineHeight + letter * 1.05;
    shape(svg, "text", { x, y }, count.name);
    shape(svg, "text", { x: x + columnWidth - letter * (columns > 1 ? 1.6 : 0), y, "text-anchor": "end", class: "strong" }, count.text);
  });
  const omitted = total - visible.length;
  if (omitted > 0 && top + lineHeight <= height) {
    const y = top + Math.ceil(visible.length / columns) * lineHeight + letter * 1.05;
    if (y <= height) shape(svg, "text", { x: width / 2, y, "text-anchor": "middle", class: "timed" }, data.omittedText.replace("{n}", omitted));
  }
});
