// The stations' areas, drawn to fit. Everything that comes from data is set as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";
const states = new WeakMap();

function shape(parent, tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

function el(parent, tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

// The middle of an outer ring by its area, and how wide it is there.
function middle(ring) {
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

function projection(areas, width, height) {
  const all = areas.flatMap((area) => area.rings.flat());
  const lons = all.map((point) => point[0]), lats = all.map((point) => point[1]);
  const west = Math.min(...lons), east = Math.max(...lons), south = Math.min(...lats), north = Math.max(...lats);
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const margin = 4;
  const scale = Math.min((width - 2 * margin) / ((east - west) * squeeze || 1), (height - 2 * margin) / (north - south || 1));
  const left = (width - (east - west) * squeeze * scale) / 2, top = (height - (north - south) * scale) / 2;
  return ([lon, lat]) => [left + (lon - west) * squeeze * scale, top + (north - lat) * scale];
}

function hatch(svg) {
  const pattern = shape(shape(svg, "defs", {}), "pattern",
    { id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  shape(pattern, "rect", { width: 8, height: 8, class: "hatch-ground" });
  shape(pattern, "rect", { width: 3, height: 8, class: "hatch-line" });
}

// A name that finds no room at the least size is left out; the area says it when it is pointed at or chosen.
function label(group, area, ring, size, none) {
  const [x, y] = middle(ring);
  const room = widthAt(ring, y) - 4;
  if (room < area.name.length * size) return;
  const value = area.fill === null ? none : area.number;
  const deep = Math.min(widthAt(ring, y - size), widthAt(ring, y + size));
  const two = Math.min(room, deep) > Math.max(area.name.length, value.length * 0.56) * size;
  shape(group, "text", { x, y: two ? y - size * 0.15 : y + size * 0.35, "font-size": size, class: "name" }, area.name);
  if (two) shape(group, "text", { x, y: y + size * 0.95, "font-size": size }, value);
}

function draw(state) {
  const { data, svg } = state;
  if (!svg) return;
  const width = svg.clientWidth, height = svg.clientHeight;
  svg.replaceChildren();
  if (width < 20 || height < 20) return;
  const letter = parseFloat(getComputedStyle(state.root).fontSize);
  const project = projection(data.areas, width, height);
  hatch(svg);
  for (const area of data.areas) {
    const rings = area.rings.map((ring) => ring.map(project));
    const group = shape(svg, "g", { class: area.dark ? "area dark" : "area", tabindex: 0, role: "button", "data-unit": area.id });
    const d = rings.map((ring) => `M${ring.map((p) => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("L")}Z`).join("");
    shape(group, "path", { d, class: "fill", fill: area.fill ?? "url(#hatch)", "fill-rule": "evenodd" });
    label(group, area, rings[0], letter, data.none);
    shape(group, "title", {}, `${area.full} ${area.text}`);
    group.setAttribute("aria-label", `${area.full} ${area.text}`);
    group.onclick = () => state.pick(area.id);
    group.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); state.pick(area.id); }
    };
  }
  mark(state);
}

function mark(state) {
  const { data, svg } = state;
  if (!svg) return;
  svg.classList.toggle("chosen", data.chosen !== null);
  for (const group of svg.querySelectorAll(".area")) {
    const pressed = group.dataset.unit === String(data.chosen);
    group.setAttribute("aria-pressed", String(pressed));
    if (pressed) svg.appendChild(group);
  }
}

function frame(root, state) {
  const { data } = state;
  root.replaceChildren();
  const head = el(root, "div", "head");
  el(head, "span", "", data.title);
  el(head, "span", "hint", data.age && !data.age.late ? `${data.hint} · ${data.age.text}` : data.hint);
  if (!data.areas.length) {
    state.svg = null;
    el(root, "div", "empty", data.empty);
    return;
  }
  const scale = el(head, "span", "scale");
  el(scale, "span", "", data.low);
  for (const colour of data.ramp) el(scale, "i").style.background = colour;
  el(scale, "span", "", data.high);
  state.svg = shape(root, "svg", { class: "sheet" });
}

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = parentElement.querySelector(".root");
  let state = states.get(root);
  if (!state) {
    state = { text: "", root };
    states.set(root, state);
    state.watch = new ResizeObserver(() => draw(state));
    state.watch.observe(root);
  }
  state.pick = (unit) => setTriggerValue("pick", unit);
  state.data = data;
  const text = JSON.stringify([data.title, data.areas, data.age, data.stopped]);
  if (text !== state.text) {
    state.text = text;
    frame(root, state);
    told(root, data);
    draw(state);
  } else {
    mark(state);
  }
}
