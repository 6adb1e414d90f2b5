// This year against last, month by month; a month that is not over ends in dashes and a hollow point.
function step(span) {
  const rough = span / 4, ten = 10 ** Math.floor(Math.log10(rough || 1));
  return ten * ([1, 2, 2.5, 5, 10].find((one) => one * ten >= rough) ?? 10);
}

function written(value, percent, each) {
  if (!percent) return value.toLocaleString("en-US", { maximumFractionDigits: each < 1 ? 2 : each < 2.5 ? 1 : 0 });
  return `${(value * 100).toLocaleString("en-US", { maximumFractionDigits: each < 0.001 ? 2 : each < 0.01 ? 1 : 0 })}%`;
}

function line(points) {
  return points.map(([x, y], place) => `${place ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

function axes(svg, data, scale, ticks, each, room) {
  const { left, right, bottom, letter } = room;
  for (const tick of ticks) {
    shape(svg, "line", { x1: left, x2: right, y1: scale(tick), y2: scale(tick), class: "grid" });
    shape(svg, "text", { x: left - letter * 0.4, y: scale(tick) + letter * 0.35, "text-anchor": "end" }, written(tick, data.percent, each));
  }
  const apart = (right - left) / 11, every = apart < ems("12" + data.suffix) * letter * 1.1 ? (apart * 2 < ems("12" + data.suffix) * letter * 1.1 ? 3 : 2) : 1;
  for (let month = 0; month < 12; month += every) {
    shape(svg, "text", { x: left + apart * month, y: bottom + letter * 1.35, "text-anchor": "middle" }, `${month + 1}${data.suffix}`);
  }
}

export default panel((svg, data, { width, height, letter }) => {
  const all = data.years.flatMap((year) => year.values.filter((value) => value !== null));
  if (!all.length) return;
  const top = Math.max(...all), low = data.percent ? Math.min(...all) : Math.min(0, ...all);
  const each = step(top - low || Math.abs(top) || 1);
  const first = Math.floor(low / each), last = Math.max(first + 1, Math.ceil(top / each));
  const ticks = [];
  for (let tick = first; tick <= last; tick += 1) ticks.push(tick * each);
  const shown = height < letter * 8 ? ticks.filter((_, place) => place % 2 === 0) : ticks;
  const left = Math.max(...shown.map((tick) => ems(written(tick, data.percent, each)))) * letter + letter * 0.6;
  const room = { left, right: width - letter * 1.2, bottom: height - letter * 1.8, letter };
  const scale = (value) => room.bottom - ((value - first * each) / ((last - first) * each)) * (room.bottom - letter * 0.7);
  axes(svg, data, scale, shown, each, room);
  const ends = [];
  for (const year of [...data.years].reverse()) {
    const points = year.values.map((value, month) => (value === null ? null : [left + ((room.right - left) / 11) * month, scale(value), month])).filter(Boolean);
    if (!points.length) continue;
    const kind = year.now ? "now" : "then", whole = year.cut === null ? points : points.filter((point) => point[2] !== year.cut);
    shape(svg, "path", { d: line(whole), class: kind });
    if (whole.length < points.length) shape(svg, "path", { d: line(points.slice(-2)), class: `${kind} open` });
    const [x, y] = points.at(-1);
    shape(svg, "circle", { cx: x, cy: y, r: letter * 0.27, class: whole.length < points.length ? `${kind} hollow` : kind });
    ends.push({ x, y, kind, name: year.name, up: true });
  }
  ends.sort((a, b) => a.y - b.y);
  ends.forEach((end, place) => {
    const above = place === 0 && end.y > letter * 1.3;
    const x = Math.min(end.x, width - ems(end.name) * letter * 0.5 - 1);
    const y = above ? end.y - letter * 0.6 : Math.min(end.y + letter * 1.25, room.bottom - letter * 0.2);
    shape(svg, "text", { x, y, "text-anchor": "middle", class: `year ${end.kind}` }, end.name);
  });
});
