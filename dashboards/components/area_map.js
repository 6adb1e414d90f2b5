// The stations' areas, drawn to fit. Everything that comes from data is set as text, never as markup.
const states = new WeakMap();

// Whether this browser draws with WebGL: without a graphics card, on a remote desktop or by an administrator's rule it may not.
let drawsWithWebgl;
function hasWebgl() {
  if (drawsWithWebgl === undefined) {
    const context = document.createElement("canvas").getContext("webgl2");
    drawsWithWebgl = Boolean(context);
    context?.getExtension("WEBGL_lose_context")?.loseContext();  // browsers keep few of them
  }
  return drawsWithWebgl;
}
const offered = (data) => data.switches.filter((option) => !option.needsWebgl || hasWebgl());

// The centroid of an outer ring.
function centroid(ring) {
  let area = 0, x = 0, y = 0;
  for (let i = 0; i < ring.length; i += 1) {
    const [ax, ay] = ring[i], [bx, by] = ring[(i + 1) % ring.length];
    const cross = ax * by - bx * ay;
    area += cross; x += (ax + bx) * cross; y += (ay + by) * cross;
  }
  return area === 0 ? ring[0] : [x / (3 * area), y / (3 * area)];
}

function widthAt(ring, y) {
  const cuts = [];
  for (let i = 0; i < ring.length; i += 1) {
    const [ax, ay] = ring[i], [bx, by] = ring[(i + 1) % ring.length];
    if ((ay > y) !== (by > y)) cuts.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  }
  return cuts.length < 2 ? 0 : Math.max(...cuts) - Math.min(...cuts);
}

// Squares that stand for areas without outlines are stretched to the sheet: so there is most room for their names.
function projection(areas, width, height, isGrid) {
  const points = areas.flatMap((area) => area.rings.flat());
  const lons = points.map((point) => point[0]), lats = points.map((point) => point[1]);
  const west = Math.min(...lons), east = Math.max(...lons), south = Math.min(...lats), north = Math.max(...lats);
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const margin = 4;
  const across = (width - 2 * margin) / ((east - west) * squeeze || 1), down = (height - 2 * margin) / (north - south || 1);
  if (isGrid) return ([lon, lat]) => [margin + (lon - west) * squeeze * across, margin + (north - lat) * down];
  const scale = Math.min(across, down);
  const left = (width - (east - west) * squeeze * scale) / 2, top = (height - (north - south) * scale) / 2;
  return ([lon, lat]) => [left + (lon - west) * squeeze * scale, top + (north - lat) * scale];
}

function hatch(svg) {
  const pattern = shape(shape(svg, "defs", {}), "pattern",
    { id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  shape(pattern, "rect", { width: 8, height: 8, class: "hatch-ground" });
  shape(pattern, "rect", { width: 3, height: 8, class: "hatch-line" });
}

// A code has a pattern besides its colour: stripes, dots, or none.
function patterns(svg) {
  const defs = shape(svg, "defs", {});
  for (const tone of ["worse", "watch", "better", "noise"]) {
    const size = 14, pattern = shape(defs, "pattern", { id: `code-${tone}`, width: size, height: size, patternUnits: "userSpaceOnUse",
      patternTransform: tone === "worse" ? "rotate(45)" : "" });
    shape(pattern, "rect", { width: size, height: size, class: `ground ${tone}` });
    if (tone === "worse") shape(pattern, "rect", { width: 5, height: size, class: `mark ${tone}` });
    if (tone === "watch") shape(pattern, "circle", { cx: 7, cy: 7, r: 2.6, class: `mark ${tone}` });
  }
}

const fillOf = (area) => (area.tone ? `url(#code-${area.tone})` : area.fill ?? "url(#hatch)");

const textWidth = (text, size) => [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e80 ? 1 : 0.58), 0) * size;
// What stands below a name, each choice as its lines, the best first: all that a station has in one line, what is
// overdue in a line of its own, without it, and its gravest mark alone.
function numberLines(area, none) {
  const number = area.fill === null && !area.tone ? none : area.number, { badge } = area;
  if (badge === undefined) return [[number].filter(Boolean)];
  const gravest = (number || "").split(" ").slice(0, 2).join(" ");
  const choices = [[[number, badge].filter(Boolean).join(" ")], number && badge ? [number, badge] : [], [number], [gravest]];
  return choices.map((lines) => lines.filter(Boolean)).filter((lines) => lines.length);
}

const lineWidth = (lines, size) => Math.max(0, ...lines.map((line) => textWidth(line, size)));
const labelWidth = (area, size, none) => Math.max(textWidth(area.name, size), lineWidth(numberLines(area, none).at(-1) ?? [], size));

function roomAt(ring, size, lines = 1) {
  const y = centroid(ring)[1], half = size * (lines > 1 ? 1.6 : 1);
  return Math.min(widthAt(ring, y) - 4, widthAt(ring, y - half), widthAt(ring, y + half));
}

const fitsTwoLines = (area, ring, size, none) => roomAt(ring, size) > labelWidth(area, size, none);

// A name may stand a little across its borders, where it meets no other; one that finds no room at the least size is
// left out, and the area says it when it is pointed at or chosen. The mark of what is overdue then stands alone.
const MOST_INSIDE = 0.75;  // of a name's width

function drawLabel(group, area, ring, size, none) {
  const [x, y] = centroid(ring);
  const mark = area.badge ? area.badge.split(" ")[0] : "";
  if (mark) group.dataset.mark = mark;
  if (widthAt(ring, y) - 4 < textWidth(area.name, size) * MOST_INSIDE) {
    if (mark) shape(group, "text", { x, y, "font-size": size, class: "name" }, mark);
    return;
  }
  group.dataset.across = String(widthAt(ring, y) - 4 < textWidth(area.name, size));
  const fits = (lines) => roomAt(ring, size, lines.length) > Math.max(textWidth(area.name, size), lineWidth(lines, size));
  const lines = numberLines(area, none).find(fits) ?? [];
  const top = y + size * (0.35 - 0.55 * lines.length);
  // What is overdue is at least a mark beside the name where its number has no room, even across the border.
  const marked = area.badge && !lines.some((line) => line.includes(area.badge)) ? `${area.name}${mark}` : area.name;
  shape(group, "text", { x, y: lines.length === 1 ? y - size * 0.15 : top, "font-size": size, class: "name" }, marked);
  lines.forEach((line, index) => shape(group, "text", { x, y: top + size * (1.1 * index + 1.1 + (lines.length === 1 ? 0.05 : 0)), "font-size": size, class: "number" }, line));
}

// Letters as large as leave every label that the smallest leave, on a large map to be read from afar: all find room in
// their areas, and none comes near another.
function letterSize(areas, rings, sizes, none) {
  const fitCount = (size) => areas.filter((area, index) => fitsTwoLines(area, rings[index], size * 1.15, none)).length;
  const overlaps = (size) => areas.some((area, index) => areas.some((other, otherIndex) => {
    const [x, y] = centroid(rings[index]), [otherX, otherY] = centroid(rings[otherIndex]);
    return otherIndex < index && Math.abs(y - otherY) < size * 2.3 && Math.abs(x - otherX) < (labelWidth(area, size, none) + labelWidth(other, size, none)) / 2;
  }));
  return sizes.slice(0, -1).find((size) => fitCount(size) === areas.length && !overlaps(size)) ?? sizes.at(-1);
}

// In squares letters are set a little smaller where a name, with its mark, would else reach into the next one and push that
// one's name out.
const LEAST_LETTER = 0.7, LINE = 1.5;  // of the size chosen; of a line of letters

function squareLetter(areas, rings, size) {
  const heights = rings.map((ring) => Math.max(...ring.map((point) => point[1])) - Math.min(...ring.map((point) => point[1])));
  const narrowest = Math.min(...rings.map((ring) => widthAt(ring, centroid(ring)[1]))) - 4;
  const longest = Math.max(...areas.map((area) => textWidth(area.name + (area.badge ? area.badge.split(" ")[0] : ""), 1)));
  return Math.max(size * LEAST_LETTER, Math.min(size, narrowest / longest, Math.min(...heights) / LINE));
}

// What is overdue and lost its line to another label keeps its mark: beside the name, or in its place where that has no
// room. `at` is where its mark lies at 0, 0.
function keepMark(words, name, shown, at, isFree) {
  const { mark } = words.dataset, [text, box] = name;
  if (!mark || [name, ...shown].some(([line]) => line.textContent.includes(mark))) return;
  const beside = { ...box, x: box.x - at.width / 2, width: box.width + at.width };
  const isBeside = isFree(beside), middle = Number(text.getAttribute("x"));
  text.textContent = isBeside ? `${text.textContent}${mark}` : mark;
  name[1] = isBeside ? beside : { ...box, x: middle + at.x, width: at.width };
}

const SHIFTS = [0, -0.35, 0.35, -0.7, 0.7]; // of a label, in heights of its letters

// Where each mark of what is overdue lies that would stand at 0, 0 in place of a name.
function markBoxes(svg, names) {
  const shown = new Map(names.flatMap((name) => {
    const { mark } = name.parentNode.dataset;
    if (!mark) return [];
    const sample = name.cloneNode();
    sample.textContent = mark;
    sample.setAttribute("x", 0);
    sample.setAttribute("y", 0);
    return [[mark, [name.parentNode, sample]]];
  }));
  for (const [place, sample] of shown.values()) place.appendChild(sample);
  const boxes = new Map([...shown].map(([mark, [, sample]]) => {
    const { x, y, width, height } = sample.getBBox();
    return [mark, { x, y, width, height }];
  }));
  for (const [, sample] of shown.values()) sample.remove();
  return boxes;
}

// Two labels never lie on each other: of two that would, the quiet area's, that across its border or else the smaller area's is moved a little up or
// down, and taken away where that does not help, its number first.
function removeOverlaps(svg) {
  const groups = [...svg.querySelectorAll(".area")].map((group) => [group, group.querySelector("path").getBBox()]);
  const wordsOf = (group) => svg.querySelector(`.words[data-unit="${CSS.escape(group.dataset.unit)}"]`);
  const isLit = (group) => Number(group.dataset.lit), isAcross = (group) => Number(wordsOf(group).dataset.across === "true");
  groups.sort(([group, box], [otherGroup, other]) => isLit(otherGroup) - isLit(group) || isAcross(group) - isAcross(otherGroup) || other.width * other.height - box.width * box.height);
  // All is measured before anything is moved or taken away: after each change a browser would lay out the whole map again.
  const measured = new Map(groups.map(([group]) => [group, [...wordsOf(group).querySelectorAll("text")].map((text) => [text, text.getBBox()])]));
  const marks = markBoxes(svg, [...measured.values()].flatMap(([name]) => (name ? [name[0]] : [])));
  const occupied = [];
  const isFree = (box) => occupied.every((other) => box.x >= other.x + other.width || other.x >= box.x + box.width || box.y >= other.y + other.height || other.y >= box.y + box.height);
  for (const [group] of groups) {
    const [name, ...numbers] = measured.get(group);
    if (!name) continue;
    const boxes = [name, ...numbers].map(([, box]) => box), height = name[1].height;
    const shift = SHIFTS.find((step) => boxes.every((box) => isFree({ x: box.x, y: box.y + step * height, width: box.width, height: box.height }))) ?? 0;
    for (const [text, box] of [name, ...numbers]) {
      text.setAttribute("y", Number(text.getAttribute("y")) + shift * height);
      box.y += shift * height;
    }
    if (!isFree(name[1])) {
      for (const [text] of numbers) text.remove();
      const mark = wordsOf(group).dataset.mark, at = marks.get(mark), text = name[0];
      const box = at && { ...at, x: Number(text.getAttribute("x")) + at.x, y: Number(text.getAttribute("y")) + at.y };
      if (box && isFree(box)) {
        text.textContent = mark;
        occupied.push(box);
      } else text.remove();
      continue;
    }
    const shown = [];
    for (const [text, box] of numbers) {
      if (isFree(box)) shown.push([text, box]);
      else text.remove();
    }
    keepMark(wordsOf(group), name, shown, marks.get(wordsOf(group).dataset.mark), isFree);
    occupied.push(...shown.map(([, box]) => box), name[1]);
  }
}

const sheetSize = ({ svg, root }) => (svg ? `${svg.clientWidth} ${svg.clientHeight} ${getComputedStyle(root).fontSize}` : "");

// Letters are set smaller, at least 1/60 of a wall's height, where with them fewer marks stand without their name.
const LESSER = [0.87, 0.75];  // of the size chosen

function drawLabels(svg, data, rings, sizes) {
  const labels = shape(svg, "g", { class: "labels", "aria-hidden": "true" });  // the areas say it themselves, and none lies over a word
  const drawn = (size) => {
    labels.replaceChildren();
    data.areas.forEach((area, index) => {
      const words = shape(labels, "g", { class: area.tone ? "words coded" : "words", "data-unit": area.id });
      if (area.ink) words.style.setProperty("--ink", area.ink);
      drawLabel(words, area, rings[index], size, data.none);
    });
    removeOverlaps(svg);
    return [...labels.children].filter((words, index) => words.dataset.mark && !words.textContent.includes(data.areas[index].name)).length;
  };
  let [best, last] = [Infinity, 0], letter = sizes[0];
  for (const size of sizes) {
    last = size;
    const nameless = drawn(size);
    if (nameless < best) [best, letter] = [nameless, size];
    if (nameless === 0) break;
  }
  if (letter !== last) drawn(letter);
  return letter;
}

function draw(state) {
  const { data, svg } = state;
  if (!svg) return;
  state.drawnSize = sheetSize(state);
  const width = svg.clientWidth, height = svg.clientHeight;
  svg.replaceChildren();
  if (width < 20 || height < 20) return;
  keepWhole(svg, { width, height });
  const project = projection(data.areas, width, height, data.isGrid), outer = data.areas.map((area) => area.rings[0].map(project));
  const small = parseFloat(getComputedStyle(state.root).fontSize), title = parseFloat(getComputedStyle(state.root.querySelector(".head")).fontSize);
  const chosen = letterSize(data.areas, outer, [title * 1.25, title, small], data.none);
  hatch(svg);
  patterns(svg);
  state.anchors = new Map();
  for (const area of data.areas) {
    const rings = area.rings.map((ring) => ring.map(project));
    const group = shape(svg, "g", { class: area.tone ? "area coded" : "area", tabindex: 0, role: data.isStatic ? "img" : "button", "data-unit": area.id, "data-lit": Number(["worse", "watch"].includes(area.tone)) });
    const d = rings.map((ring) => `M${ring.map((p) => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("L")}Z`).join("");
    shape(group, "path", { d, class: "fill", fill: fillOf(area), "fill-rule": "evenodd" });
    shape(group, "title", {}, `${area.full} ${area.text}`);
    group.setAttribute("aria-label", `${area.full} ${area.text}`);
    if (data.isStatic) continue;
    group.onmouseenter = () => placeLink(state, area.id, true);
    group.onclick = () => state.pick(area.id);
    group.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); state.pick(area.id); }
    };
  }
  const letter = drawLabels(svg, data, outer, data.isGrid ? [squareLetter(data.areas, outer, chosen)] : [chosen, ...LESSER.map((part) => chosen * part)]);
  for (const [index, area] of data.areas.entries()) {
    if (data.isStatic) continue;
    const [x, y] = centroid(outer[index]);
    state.anchors.set(String(area.id), { area, x, y: y - letter * 1.1 });
  }
  markChosen(state);
}

// The one link to an instruction lies over the area pointed at; when none is, it speaks of the one chosen and stands in
// the corner, where it hides no other area's words.
function placeLink(state, unit, pointed = false) {
  const { link, svg, root, data } = state, anchor = state.anchors?.get(String(unit));
  if (!link) return;
  link.hidden = !anchor || !anchor.area.href || Boolean(data.isStatic);
  if (link.hidden) return;
  const sheet = svg.getBoundingClientRect(), home = root.getBoundingClientRect(), label = `${data.instruction.label}：${anchor.area.full}`;
  link.href = anchor.area.href;
  link.title = label;
  link.setAttribute("aria-label", label);
  link.classList.toggle("corner", !pointed);
  link.textContent = pointed ? data.instruction.text : `${data.instruction.text} · ${anchor.area.name}`;
  if (!pointed) return;
  link.style.left = `${sheet.left - home.left + anchor.x}px`;
  link.style.top = `${Math.max(sheet.top - home.top + link.offsetHeight, sheet.top - home.top + anchor.y)}px`;
}

function markChosen(state) {
  const { data, svg } = state;
  if (!svg) return;
  placeLink(state, data.chosen);
  svg.classList.toggle("still", Boolean(data.isStatic));
  svg.classList.toggle("chosen", data.chosen !== null && !data.isStatic && !data.keepsColours);
  if (data.isStatic) return;
  for (const group of svg.querySelectorAll(".area")) {
    const pressed = group.dataset.unit === String(data.chosen);
    group.setAttribute("aria-pressed", String(pressed));
    svg.querySelector(`.words[data-unit="${CSS.escape(group.dataset.unit)}"]`).classList.toggle("faded", svg.classList.contains("chosen") && !pressed);
    if (pressed) svg.insertBefore(group, svg.querySelector(".labels"));
  }
}

function switches(head, state) {
  const group = el(head, "span", "switches");
  group.setAttribute("role", "group");
  for (const option of offered(state.data)) {
    const button = el(group, "button", "", option.text);
    button.type = "button";
    button.setAttribute("aria-pressed", String(option.on));
    button.onclick = () => state.layer(option.id);
  }
}

function legend(parent, data) {
  const scale = el(parent, "span", "scale");
  if (!data.legend) {
    el(scale, "span", "", data.low);
    for (const colour of data.ramp) el(scale, "i").style.background = colour;
    el(scale, "span", "", data.high);
    return;
  }
  for (const band of data.legend) {
    if (band.tone) el(scale, "i", `code ${band.tone}`);
    el(scale, "span", "", band.text);
  }
}

function frame(root, state) {
  const { data } = state;
  root.replaceChildren();
  const head = el(root, "div", "head");
  const title = el(head, "span", "title", data.title);
  const below = el(root, "div", "below");
  const hint = el(below, "span", "hint", data.hint && data.freshness && !data.freshness.late && !data.isStatic && !data.legend ? `${data.hint} · ${data.freshness.text}` : data.hint);
  if (data.remark) title.title = hint.title = data.remark;
  if (offered(data).length < data.switches.length) el(below, "span", "lacking", data.withoutWebgl);
  if (!data.areas.length) {
    state.svg = null;
    el(root, "div", "empty", data.empty);
    switches(below, state);
    return;
  }
  legend(below, data);
  switches(below, state);
  state.svg = shape(root, "svg", { class: "sheet" });
  state.link = instructionLink(root, data.areas.find((area) => area.href)?.href, data.instruction.label, data.instruction.text);
  root.onmouseleave = () => placeLink(state, state.data.chosen);
}

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes)), outlines = JSON.parse(data.outlines);
  data.areas.forEach((area, index) => { area.rings = outlines[index]; });
  const root = parentElement.querySelector(".root");
  let state = states.get(root);
  if (!state) {
    state = { text: "", root };
    states.set(root, state);
    state.watch = new ResizeObserver(() => { if (sheetSize(state) !== state.drawnSize) draw(state); });
    state.watch.observe(root);
  }
  state.layer = (layer) => setTriggerValue("layer", layer);
  state.pick = (unit) => setTriggerValue("pick", unit);
  state.data = data;
  const text = JSON.stringify({ ...data, chosen: null });
  if (text !== state.text) {
    state.text = text;
    frame(root, state);
    showFreshness(root, data);
    draw(state);
  } else {
    markChosen(state);
  }
}
