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

// On paper the other part's tiles stand too: `room` is what they have, for hidden they have no size.
function spark(svg, tile, room) {
  svg.replaceChildren();
  const { width, height } = svg.clientWidth ? { width: svg.clientWidth, height: svg.clientHeight } : room;
  const values = tile.series.filter((value) => value !== null);
  if (!values.length || width < 10 || height < 8) return;
  keepWhole(svg, { width, height });
  svg.setAttribute("preserveAspectRatio", "none");
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
  if (yearAgo) yearAgoTick(svg, yearAgo[0], yearAgo[1]);
  if (latest) dot(svg, latest[0], latest[1]);
}

// In as many columns as fill the rows: seven tiles stand in rows of four, not six and one.
function layOut(root, state) {
  const style = getComputedStyle(root), read = (name) => parseInt(style.getPropertyValue(name), 10) || 6;
  const count = state.data.tiles.length, most = read("--fj-tile-most"), parts = Math.max(1, Math.ceil(count / most));
  const size = Math.ceil(count / parts), part = Math.min(shownPart(state.data.scene), parts - 1);
  document.documentElement.dataset.fjParts = parts;
  const rows = Math.max(1, Math.ceil(size / read("--fj-tile-columns")));
  root.style.gridTemplateColumns = `repeat(${Math.ceil(size / rows)}, minmax(0, 1fr))`;
  root.style.gridTemplateRows = `repeat(${rows}, minmax(0, 1fr)) auto`;
  [...root.querySelectorAll(".cell")].forEach((cell, index) => {
    cell.hidden = Math.floor(index / size) !== part;
    cell.classList.toggle("beside", parts > 1 && (index + 1) % size === 0);
  });
  drawTurn(root, state, { parts, part, size });
}

// The way to the next part, with what its tiles and those of the others have that somebody must look at.
function drawTurn(root, state, { parts, part, size }) {
  const { data } = state, others = data.tiles.filter((_, index) => Math.floor(index / size) !== part);
  root.querySelector(".turn")?.remove();
  root.classList.toggle("parted", parts > 1);
  if (parts < 2) return;
  const turn = el(root, "button", "turn"), marks = {};
  el(turn, "span", "", data.others.replace("{n}", others.length));
  for (const { mark, tone } of others.map(troubleOf).filter(Boolean)) marks[mark] = { tone, count: (marks[mark]?.count ?? 0) + 1 };
  for (const [mark, { tone, count }] of Object.entries(marks)) el(turn, "span", tone, `${mark}${count}`);
  el(turn, "span", "", "›");
  turn.type = "button";
  turn.onclick = () => showPart(data.scene, (part + 1) % parts);
}

// The gravest that a tile says of itself: a standard that is missed, a month beyond what is usual, data that are in doubt or late.
function troubleOf(tile) {
  if (tile.standard?.tone === "worse") return { mark: tile.standard.mark, tone: "worse" };
  if ([...tile.changes, ...(tile.month?.changes ?? [])].some((change) => change.tone === "worse")) return { mark: "!", tone: "worse" };
  if (tile.doubt) return { mark: "◇", tone: "watch" };
  return tile.month?.outside || tile.late ? { mark: "◆", tone: "watch" } : null;
}

// What is of less weight stands where there is room for all of it: the last of a line that wraps is taken out.
function hideWrapped(boxes) {
  for (const box of boxes) {
    const text = box.lastElementChild;
    text.hidden = false;
    text.hidden = text.offsetTop - box.offsetTop > box.offsetHeight / 2;
  }
}

// A change as a line: what it is against, and how firm it is.
function drawChange(parent, change, state) {
  const chip = el(parent, "span", change.verdict ? "chip firm" : "chip");
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

// What is said of a month and not of the figure stands apart from it, over the line of the months.
function drawMonth(box, tile, state) {
  const { month } = tile, group = el(box, "div", "month");
  if (!month) return group;
  el(group, "span", "of", month.name);
  for (const change of month.changes) drawChange(group, change, state);
  if (month.outside) el(group, "span", "watch outside", `◆ ${month.outside}`);
  return group;
}

function draw(root, state) {
  const { data } = state;
  root.replaceChildren();
  state.sparks = [];
  state.could = [];
  state.values = [];
  for (const tile of data.tiles) {
    const cell = el(root, "div", "cell"), box = el(cell, "div", tile.late ? "tile late" : "tile");
    instructionLink(cell, tile.href, `${data.instruction.label}：${tile.label}`, data.instruction.text);
    box.dataset.kpi = tile.id;
    box.tabIndex = 0;
    box.setAttribute("role", "button");
    box.title = [tile.late, tile.remark || tile.reason, tile.unfinished, tile.cut, tile.seriesRemark].filter(Boolean).join("\n");
    const head = el(box, "div", "head");
    el(head, "span", "label", tile.label);
    el(head, "span", "span", tile.span);
    state.could.push(head);
    const value = el(box, "div", "value");
    el(value, "span", "number", tile.number);
    state.values.push(value);
    el(value, "span", "unit", tile.unit);
    if (tile.standard || tile.asOf || tile.mark) {
      const side = el(box, "div", "side");
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
    else for (const change of tile.changes) drawChange(chips, change, state);
    const month = drawMonth(box, tile, state);
    if (tile.cut) {
      el(month, "span", "cut", tile.cutShort);
      state.could.push(month);
    }
    const svg = shape(box, "svg", { class: "spark", "aria-hidden": "true" });
    box.setAttribute("aria-label", [tile.label, tile.span, tile.number + tile.unit, chips.textContent, month.textContent, tile.standard && `${tile.standard.text} ${tile.standard.verdict}`, tile.cut, tile.late, tile.seriesRemark, data.hint].filter(Boolean).join(" "));
    box.onclick = () => state.pick(tile.id);
    box.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); state.pick(tile.id); }
    };
    state.sparks.push([svg, tile]);
  }
  drawKey(root, state);
}

// A figure that is too long for its tile, with its unit, is set smaller.
function fit(value) {
  const number = value.firstElementChild, room = value.clientWidth;
  number.style.fontSize = "";
  if (!room || value.scrollWidth <= room) return;
  const width = number.offsetWidth, others = value.scrollWidth - width;
  number.style.fontSize = `calc(var(--fj-figure) * ${Math.max(0.5, ((room - others) / width) * 0.99).toFixed(3)})`;
}

// What is said of a month is said whole or not at all, for half a line is none: its changes go before what is unusual.
function fitMonth(tile) {
  const month = tile.querySelector(".month"), isFull = () => tile.scrollHeight > tile.clientHeight + 1;
  if (isFull() && month.querySelector(".outside")) for (const chip of month.querySelectorAll(".chip")) chip.hidden = true;
  month.hidden = isFull();
}

function redraw(root, state) {
  state.values.forEach(fit);
  for (const part of root.querySelectorAll(".month, .month .chip")) part.hidden = false;  // what is hidden cannot be measured
  hideWrapped(state.could);  // first: what is taken out leaves its room to the line
  fitKey(root);
  root.querySelectorAll(".tile").forEach(fitMonth);
  const first = state.sparks.find(([svg]) => svg.clientWidth)?.[0];
  const room = { width: first?.clientWidth ?? 0, height: first?.clientHeight ?? 0 };
  for (const [svg, tile] of state.sparks) spark(svg, tile, room);
}

// The part in which the chosen tile stands, when another one is chosen; the scene itself chooses none of another part.
function followChosen(root, state) {
  const { data } = state;
  if (state.chosen === data.chosen) return;
  state.chosen = data.chosen;
  const index = data.tiles.findIndex((tile) => tile.id === data.chosen), size = Math.ceil(data.tiles.length / partCount());
  if (data.picked && index >= 0) showPart(data.scene, Math.floor(index / size));
}

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = parentElement.querySelector(".root");
  let state = states.get(root);
  if (!state) {
    state = { text: "", sparks: [], could: [], values: [] };
    states.set(root, state);
    state.watch = new ResizeObserver(() => {
      layOut(root, state);
      redraw(root, state);
    });
    state.watch.observe(root);
  }
  state.pick = (kpi) => setTriggerValue("pick", kpi);
  state.data = data;
  const text = JSON.stringify([data.tiles, data.key, data.scene, data.stopped]);
  if (text !== state.text) {
    const focused = root.getRootNode().activeElement?.dataset?.kpi;
    state.text = text;
    draw(root, state);
    showFreshness(root, data, true);
    layOut(root, state);
    redraw(root, state);
    if (focused) root.querySelector(`[data-kpi="${CSS.escape(focused)}"]`)?.focus();
  }
  for (const box of root.querySelectorAll(".tile")) box.setAttribute("aria-pressed", String(box.dataset.kpi === data.chosen));
  // Called again with every refresh, without the end of the call before.
  state.stop?.abort();
  const stop = state.stop = new AbortController();
  document.addEventListener(PARTS_CHANGED, () => { layOut(root, state); redraw(root, state); }, { signal: stop.signal });
  followChosen(root, state);
  return () => stop.abort();
}
