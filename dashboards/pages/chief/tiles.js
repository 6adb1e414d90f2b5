// The tiles. Everything that comes from data is set as text, never as markup.
const states = new WeakMap();

function paths(points) {
  const commands = [];
  let open = false;
  for (const point of points) {
    if (point === null) { open = false; continue; }
    commands.push(`${open ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`);
    open = true;
  }
  return commands.join("");
}

// The usual range as closed bands, one for each run of months that have one.
function runs(lower, upper) {
  const bands = [];
  let start = null;
  for (let index = 0; index <= lower.length; index += 1) {
    const open = index < lower.length && lower[index] !== null;
    if (open && start === null) start = index;
    if (open || start === null) continue;
    const points = [...upper.slice(start, index), ...lower.slice(start, index).reverse()];
    if (index - start > 1) bands.push(`M${points.map((point) => `${point[0].toFixed(1)} ${point[1].toFixed(1)}`).join("L")}Z`);
    start = null;
  }
  return bands;
}

function spark(svg, tile) {
  svg.replaceChildren();
  const width = svg.clientWidth, height = svg.clientHeight;
  const values = tile.series.filter((value) => value !== null);
  if (!values.length || width < 10 || height < 8) return;
  const line = tile.standard ? tile.standard.line : null;
  const ends = tile.band.filter((pair) => pair !== null).flat();
  const all = [...values, ...ends, ...(line === null ? [] : [line])];
  const low = Math.min(...all), high = Math.max(...all), margin = 5;
  const y = (value) => high === low ? height / 2 : margin + (1 - (value - low) / (high - low)) * (height - 2 * margin);
  const x = (index) => margin + (index / Math.max(1, tile.series.length - 1)) * (width - 2 * margin);
  const points = tile.series.map((value, index) => (value === null ? null : [x(index), y(value)]));
  const edge = (side) => tile.band.map((pair, index) => (pair === null ? null : [x(index), y(pair[side])]));
  for (const run of runs(edge(0), edge(1))) shape(svg, "path", { d: run, class: "band" });
  if (line !== null) shape(svg, "line", { x1: 0, x2: width, y1: y(line), y2: y(line) });
  const last = points.length - 1;
  shape(svg, "path", { d: paths(tile.partial ? points.slice(0, last) : points) });
  if (tile.partial) shape(svg, "path", { d: paths(points.slice(last - 1)), class: "open" });
  const yearAgo = points[last - 12], latest = points[last];
  if (yearAgo) shape(svg, "circle", { cx: yearAgo[0], cy: yearAgo[1], r: 3.5, class: "then" });
  if (latest) shape(svg, "circle", { cx: latest[0], cy: latest[1], r: 4, class: "now" });
}

// In as many columns as fill the rows: seven tiles stand in rows of four, not six and one.
function layOut(root, state) {
  const count = state.data.tiles.length, style = getComputedStyle(root);
  const maxColumns = parseInt((count <= 6 && style.getPropertyValue("--fj-tile-few")) || style.getPropertyValue("--fj-tile-columns"), 10) || 6;
  root.style.gridTemplateColumns = `repeat(${Math.ceil(count / Math.max(1, Math.ceil(count / maxColumns)))}, minmax(0, 1fr))`;
}

// What the tile could have told stands where there is room for all of it: one that wraps is taken out.
function hideWrapped(boxes) {
  for (const box of boxes) {
    const text = box.lastElementChild;
    text.hidden = false;
    text.hidden = text.offsetTop - box.offsetTop > box.offsetHeight / 2;
  }
}

function draw(root, state) {
  const { data } = state;
  root.replaceChildren();
  state.sparks = [];
  state.could = [];
  for (const tile of data.tiles) {
    const cell = el(root, "div", "cell"), box = el(cell, "div", tile.late ? "tile late" : "tile");
    instructionLink(cell, tile.href, `${data.instruction.label}：${tile.label}`, data.instruction.text);
    box.dataset.kpi = tile.id;
    box.tabIndex = 0;
    box.setAttribute("role", "button");
    box.title = [tile.late, tile.remark || tile.reason, tile.unfinished, tile.cut, tile.seriesRemark].filter(Boolean).join("\n");
    const head = el(box, "div", "head");
    el(head, "span", "label", tile.label);
    if (tile.cut) el(head, "span", "cut", tile.cutShort);
    const value = el(box, "div", "value");
    el(value, "span", tile.number.length > 8 ? "number long" : "number", tile.number);
    el(value, "span", "unit", tile.unit);
    if (tile.standard || tile.asOf || tile.mark || tile.outside) {
      const side = el(value, "div", "side");
      if (tile.outside) el(side, "span", "watch outside", `◆ ${tile.outside.replace("月", "月\u200b")}`); // may break there
      if (tile.asOf) el(side, "span", "asof", tile.asOf);
      if (tile.mark) el(side, "span", "asof", tile.mark);
      if (tile.standard) {
        el(side, "span", "bound", `${data.standard} ${tile.standard.text}`);
        side.title = tile.standard.remark;
        if (tile.standard.verdict) el(side, "span", `met ${tile.standard.tone}`, `${tile.standard.mark} ${tile.standard.verdict}`);
      }
    }
    const chips = el(box, "div", "chips");
    if (tile.reason) el(chips, "span", "reason", tile.reason);
    else if (tile.doubt) el(chips, "span", "watch doubt", tile.doubt);
    else for (const change of tile.changes) {
      const chip = el(chips, "span", "chip");
      chip.title = [change.remark, change.interval].filter(Boolean).join("\n");
      el(chip, "span", "kind", change.label);
      const judged = el(chip, "span", `judged ${change.tone}`);
      el(judged, "b", "moved", [change.mark, change.text].filter(Boolean).join(" "));
      if (change.could) {
        const could = el(judged, "span", "could");
        el(could, "span", "", change.could);
        state.could.push(could);
      }
      el(judged, "span", "verdict", change.verdict);
    }
    const svg = shape(box, "svg", { class: "spark", "aria-hidden": "true" });
    box.setAttribute("aria-label", [tile.label, tile.number + tile.unit, chips.textContent, tile.standard && `${tile.standard.text} ${tile.standard.verdict}`, tile.cut, tile.late, tile.outside, tile.seriesRemark, data.hint].filter(Boolean).join(" "));
    box.onclick = () => state.pick(tile.id);
    box.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); state.pick(tile.id); }
    };
    state.sparks.push([svg, tile]);
  }
  for (const [svg, tile] of state.sparks) spark(svg, tile);
  hideWrapped(state.could);
}

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = parentElement.querySelector(".root");
  let state = states.get(root);
  if (!state) {
    state = { text: "", sparks: [], could: [] };
    states.set(root, state);
    state.watch = new ResizeObserver(() => {
      layOut(root, state);
      for (const [svg, tile] of state.sparks) spark(svg, tile);
      hideWrapped(state.could);
    });
    state.watch.observe(root);
  }
  state.pick = (kpi) => setTriggerValue("pick", kpi);
  state.data = data;
  layOut(root, state);
  const text = JSON.stringify([data.tiles, data.stopped]);
  if (text !== state.text) {
    const focused = root.getRootNode().activeElement?.dataset?.kpi;
    state.text = text;
    draw(root, state);
    showFreshness(root, data, true);
    if (focused) root.querySelector(`[data-kpi="${CSS.escape(focused)}"]`)?.focus();
  }
  for (const box of root.querySelectorAll(".tile")) box.setAttribute("aria-pressed", String(box.dataset.kpi === data.chosen));
}
