// Which scene of how many, and the turning from one to the next. Text from data is set as text, never as markup.
const states = new WeakMap();
const TYPING = "input, textarea, select, [contenteditable='true']";
const PRESSED = "button, a, [role='button'], [role='radio'], [role='tab'], [role='option']";

function button(parent, name, sign, words, act) {
  const node = el(parent, "button", name, sign);
  node.type = "button";
  node.title = words;
  if (sign !== words) node.setAttribute("aria-label", words);
  node.onclick = act;
  return node;
}

const online = () => document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState === "CONNECTED";
const matches = (event, selector) => event.composedPath().some((one) => one instanceof Element && one.matches(selector));

function step(state, by) {
  const { scenes, shown } = state.data;
  const at = scenes.findIndex((one) => one.id === shown);
  const next = scenes[(at + by + scenes.length) % scenes.length];
  state.since = performance.now();
  if (next.id !== shown) state.send("go", next.id);
}

function hold(state) {
  state.held = performance.now() + state.data.pause * 1000;
}

function goOn(state) {
  state.held = 0;
  state.since = performance.now();
}

// Whatever somebody does on the wall lets it stand still for a while; the keys of the carousel steer it.
function meddled(state, event) {
  if (!state.data.turning || event.composedPath().includes(state.root)) return;
  hold(state);
  tick(state);
}

function key(state, event) {
  const { walked, turning } = state.data;
  const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  if (!walked || modified || event.defaultPrevented || matches(event, TYPING)) return meddled(state, event);
  if (matches(event, "[role='dialog']") || document.querySelector("[data-fj-dialog]")) return meddled(state, event);
  if (way && !matches(event, "[role='radiogroup'], [role='tablist']")) {
    if (turning) hold(state);
    step(state, way);
  } else if (event.key === " " && turning && !matches(event, PRESSED)) {
    event.preventDefault();
    if (state.held) goOn(state); else hold(state);
  } else if (event.key === "Escape") {
    state.send("turn", "off");
  } else if (!event.composedPath().includes(state.root)) {
    return meddled(state, event);
  }
  tick(state);
}

function draw(state) {
  const { root, data } = state, { words } = data;
  root.replaceChildren();
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", words.start);
  state.note = state.holder = null;
  if (data.walked) {
    const at = data.scenes.findIndex((one) => one.id === data.shown);
    button(root, "step", "‹", words.before, () => { if (data.turning) hold(state); step(state, -1); });
    const name = el(root, "span", "scene");
    el(name, "b", "", data.scenes[at].name);
    el(name, "span", "which", `${at + 1}/${data.scenes.length}`);
    button(root, "step", "›", words.after, () => { if (data.turning) hold(state); step(state, 1); });
  }
  if (data.turning) {
    state.holder = button(root, "hold", "", words.hold, () => { if (state.held) goOn(state); else hold(state); tick(state); });
    button(root, "stop", "✕", words.stop, () => state.send("turn", "off"));
    state.note = el(root, "span", "note");
    state.note.setAttribute("role", "status");
  } else {
    button(root, "start", `▶ ${words.start}`, words.start, () => state.send("turn", "on"));
    if (data.walked) button(root, "stop", "✕", words.stop, () => state.send("turn", "off"));
  }
}

function tick(state) {
  const { data } = state, now = performance.now();
  if (!data.turning || !state.note) return;
  if (state.held && now >= state.held) goOn(state);
  const left = state.held ? Math.ceil((state.held - now) / 1000) : 0;
  const said = state.held ? `${data.words.paused} ${left} ${data.words.resumes}` : "";
  if (state.note.textContent !== said) state.note.textContent = said;
  const sign = state.held ? "▶" : "❚❚";
  if (state.holder.textContent !== sign) {
    state.holder.textContent = sign;
    state.holder.title = state.held ? data.words.go : data.words.hold;
    state.holder.setAttribute("aria-label", state.holder.title);
  }
  // Away from the server nothing turns: the picture stands, and goes on from there.
  if (!online() || data.stands) state.since = now;
  else if (!state.held && now - state.since >= data.dwell * 1000) step(state, 1);
}

function carousel(root, data, send) {
  const text = JSON.stringify(data);
  let state = states.get(root);
  if (!state) {
    state = { root, held: 0, since: performance.now(), text: "", shown: data.shown };
    states.set(root, state);
  }
  state.send = send;
  if (data.shown !== state.shown || !state.data?.turning) state.since = performance.now();
  if (!data.turning) state.held = 0;
  state.shown = data.shown;
  state.data = data;
  if (text !== state.text) {
    state.text = text;
    draw(state);
  }
  tick(state);
  // Called again with every refresh, without the end of the call before.
  state.stop?.abort();
  state.stop = new AbortController();
  const { signal } = state.stop;
  document.addEventListener("keydown", (event) => key(state, event), { signal });
  for (const kind of ["pointerdown", "wheel"]) document.addEventListener(kind, (event) => meddled(state, event), { passive: true, capture: true, signal });
  const timer = setInterval(() => tick(state), 250);
  signal.addEventListener("abort", () => clearInterval(timer));
  const own = state.stop;
  return () => own.abort();
}
