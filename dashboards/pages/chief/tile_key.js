// The key of the tiles: what their lines and the marks without a word mean.
// The same month a year before is a tick across the line: a ring would read as the mark of an open answer.
function yearAgoTick(svg, x, y) {
  shape(svg, "path", { d: `M${x.toFixed(1)} ${(y - 6).toFixed(1)}V${(y + 6).toFixed(1)}`, class: "then" });
}

// A point of the line, as a stroke without a length: it stays round however the line is stretched on paper.
function dot(svg, x, y) {
  shape(svg, "path", { d: `M${x.toFixed(1)} ${y.toFixed(1)}h0.01`, class: "now" });
}

// What the line and the marks mean, once below all tiles: only what the tiles in view have.
const SIGNS = {
  latest: (svg) => dot(svg, 12, 8),
  open: (svg) => { shape(svg, "path", { d: "M0 8H16", class: "open" }); dot(svg, 19, 8); },
  yearAgo: (svg) => { shape(svg, "path", { d: "M2 8H22" }); yearAgoTick(svg, 12, 8); },
  usual: (svg) => shape(svg, "path", { d: "M2 2H22V14H2Z", class: "band" }),
  standard: (svg) => shape(svg, "line", { x1: 2, x2: 22, y1: 8, y2: 8 }),
};

function drawKey(root, state) {
  const key = el(root, "div", "key");
  for (const { sign, mark, text } of state.data.key) {
    const item = el(key, "span", "entry");
    if (mark) el(item, "span", "", mark);
    else if (sign) SIGNS[sign](shape(item, "svg", { class: "spark sign", viewBox: "0 0 24 16", "aria-hidden": "true" }));
    el(item, "span", "", text);
  }
}

// The key stands where the tiles have room for it: before a figure is cut, it goes.
function fitKey(root) {
  const key = root.querySelector(".key");
  key.hidden = false;
  key.hidden = [...root.querySelectorAll(".tile")].some((tile) => tile.scrollHeight > tile.clientHeight + 1);
}
