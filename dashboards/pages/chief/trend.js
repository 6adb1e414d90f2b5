// This year against last, month by month: a month that is not over ends in dashes and a hollow point.
function tickStep(range) {
  const rough = range / 4, ten = 10 ** Math.floor(Math.log10(rough || 1));
  return ten * ([1, 2, 2.5, 5, 10].find((factor) => factor * ten >= rough) ?? 10);
}

function decimalsOf(step) { // those that tell its multiples apart: 2.5 has one
  let decimals = 0;
  while (decimals < 6 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals += 1;
  return decimals;
}

function tickText(value, percent, step) {
  const times = percent ? 100 : 1;
  return `${(value * times).toLocaleString("en-US", { maximumFractionDigits: decimalsOf(step * times) })}${percent ? "%" : ""}`;
}

function line(points) {
  return points.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

function axes(svg, data, { scale, ticks, step, room }) {
  const { left, right, bottom, letter } = room;
  for (const tick of ticks) {
    shape(svg, "line", { x1: left, x2: right, y1: scale(tick), y2: scale(tick), class: "grid" });
    shape(svg, "text", { x: left - letter * 0.4, y: scale(tick) + letter * 0.35, "text-anchor": "end" }, tickText(tick, data.percent, step));
  }
  const monthWidth = (right - left) / 11, labelStep = monthWidth < ems("12" + data.suffix) * letter * 1.1 ? (monthWidth * 2 < ems("12" + data.suffix) * letter * 1.1 ? 3 : 2) : 1;
  for (let month = 0; month < 12; month += labelStep) {
    shape(svg, "text", { x: left + monthWidth * month, y: bottom + letter * 1.35, "text-anchor": "middle" }, `${month + 1}${data.suffix}`);
  }
}

export default panel((svg, data, { width, height, letter }) => {
  const values = data.years.flatMap((year) => year.values.filter((value) => value !== null));
  if (!values.length) return;
  const top = Math.max(...values), low = data.percent ? Math.min(...values) : Math.min(0, ...values);
  const step = tickStep(top - low || Math.abs(top) || 1);
  const first = Math.floor(low / step), last = Math.max(first + 1, Math.ceil(top / step));
  const ticks = [];
  for (let tick = first; tick <= last; tick += 1) ticks.push(tick * step);
  const every = Math.ceil((ticks.length * letter * 1.2) / Math.max(1, height - letter * 2.5)); // tick that has room for its number
  const visibleTicks = ticks.filter((_, index) => index % every === 0);
  const left = Math.max(...visibleTicks.map((tick) => ems(tickText(tick, data.percent, step)))) * letter + letter * 0.6;
  const room = { left, right: width - letter * 1.2, bottom: height - letter * 1.8, letter };
  const scale = (value) => room.bottom - ((value - first * step) / ((last - first) * step)) * (room.bottom - letter * 0.7);
  axes(svg, data, { scale, ticks: visibleTicks, step, room });
  const ends = [];
  for (const year of [...data.years].reverse()) {
    const points = year.values.map((value, month) => (value === null ? null : [left + ((room.right - left) / 11) * month, scale(value), month])).filter(Boolean);
    if (!points.length) continue;
    const kind = year.now ? "now" : "then", finished = year.cut === null ? points : points.filter((point) => point[2] !== year.cut);
    shape(svg, "path", { d: line(finished), class: kind });
    if (finished.length < points.length) shape(svg, "path", { d: line(points.slice(-2)), class: `${kind} open` });
    const [x, y] = points.at(-1);
    shape(svg, "circle", { cx: x, cy: y, r: letter * 0.27, class: finished.length < points.length ? `${kind} hollow` : kind });
    ends.push({ x, y, kind, name: year.name });
  }
  ends.sort((a, b) => a.y - b.y);
  let lowest = Infinity; // the names are put from the lowest up, none nearer to the next than its letters are high
  [...ends].reverse().forEach((end) => {
    const index = ends.indexOf(end);
    const above = index === 0 && end.y > letter * 1.3;
    const x = Math.min(end.x, width - ems(end.name) * letter * 0.5 - 1);
    const y = Math.min(above ? end.y - letter * 0.6 : end.y + letter * 1.25, room.bottom - letter * 0.2, lowest - letter * 1.1);
    lowest = y;
    shape(svg, "text", { x, y, "text-anchor": "middle", class: `year ${end.kind}` }, end.name);
  });
});
