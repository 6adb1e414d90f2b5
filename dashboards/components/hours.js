// Hour by weekday: one hue by lightness, empty to full.
export default panel((svg, data, { width, height, letter }) => {
  if (!data.counts.length) return;
  const left = Math.max(...data.days.map(ems)) * letter + letter * 0.5, bottom = height - letter * 1.6;
  const cellWidth = (width - left - 1) / 24, cellHeight = bottom / data.counts.length;
  const most = Math.max(1, ...data.counts.flat());
  const labelStep = cellWidth * 3 < ems(`21${data.suffix}`) * letter * 1.3 ? 6 : 3;
  data.counts.forEach((counts, day) => {
    if (day % Math.ceil((letter * 1.05) / cellHeight) === 0) shape(svg, "text", { x: left - letter * 0.4, y: cellHeight * (day + 0.5) + letter * 0.36, "text-anchor": "end" }, data.days[day]);
    counts.forEach((count, hour) => {
      const step = Math.min(data.steps - 1, Math.floor((count / most) * data.steps));
      const cell = shape(svg, "rect", { x: left + cellWidth * hour, y: cellHeight * day, width: cellWidth - 1, height: cellHeight - 1, class: `step-${step}` });
      shape(cell, "title", {}, `${data.days[day]} ${hour}${data.suffix} ${count.toLocaleString("en-US")} ${data.unit}`);
    });
  });
  for (let hour = 0; hour < 24; hour += labelStep) {
    const x = left + cellWidth * (hour + 0.5);
    const half = (ems(`${hour}${data.suffix}`) * letter) / 2;
    shape(svg, "text", { x: Math.min(x, width - half), y: bottom + letter * 1.25, "text-anchor": "middle" }, `${hour}${data.suffix}`);
  }
});
