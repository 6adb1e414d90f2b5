// The scene of how many, and the turning from one to the next. Text from data is set as text, never as markup.
const states = new WeakMap();
const MANY_PARTS = 99; // the last there is
const TYPING = "input, textarea, select, [contenteditable='true']";
const PRESSABLE = "button, a, [role='button'], [role='radio'], [role='tab'], [role='option']";

function button(parent, name, sign, label, act) {
  const node = el(parent, "button", name, sign);
  node.type = "button";
  node.title = label;
  if (sign !== label) node.setAttribute("aria-label", label);
  node.onclick = act;
  return node;
}

const online = () => document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState === "CONNECTED";
const matches = (event, selector) => event.composedPath().some((node) => node instanceof Element && node.matches(selector));

function step(state, offset) {
  const { scenes, current } = state.data, part = Math.min(shownPart(current), partCount() - 1) + offset;
  state.shownSince = performance.now();
  if (part >= 0 && part < partCount()) return showPart(current, part);
  const index = scenes.findIndex((scene) => scene.id === current);
  const next = scenes[(index + offset + scenes.length) % scenes.length];
  showPart(next.id, offset < 0 ? MANY_PARTS : 0);
  if (next.id !== current) state.send("scene", next.id);
}

function hold(state) {
  state.heldUntil = performance.now() + state.data.pause * 1000;
}

function resume(state) {
  state.heldUntil = 0;
  state.shownSince = performance.now();
}

// Whatever somebody does on the wall lets it stand still for a while; the keys of the carousel steer it.
function interrupt(state, event) {
  if (state.data.alternating) state.shownSince = performance.now();
  if (!state.data.turning || event.composedPath().includes(state.root)) return;
  hold(state);
  tick(state);
}

function onKey(state, event) {
  const { touring, turning } = state.data;
  const offset = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  if (!touring || modified || event.defaultPrevented || matches(event, TYPING)) return interrupt(state, event);
  if (matches(event, "[role='dialog']") || document.querySelector("[data-fj-dialog]")) return interrupt(state, event);
  if (offset && !matches(event, "[role='radiogroup'], [role='tablist']")) {
    if (turning) hold(state);
    step(state, offset);
  } else if (event.key === " " && turning && !matches(event, PRESSABLE)) {
    event.preventDefault();
    if (state.heldUntil) resume(state); else hold(state);
  } else if (event.key === "Escape") {
    state.send("turning", "off");
  } else if (!event.composedPath().includes(state.root)) {
    return interrupt(state, event);
  }
  tick(state);
}

function draw(state) {
  const { root, data } = state, { words } = data;
  root.replaceChildren();
  document.documentElement.dataset.fjTouring = data.touring;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", words.start);
  state.note = state.holdButton = null;
  if (data.touring) {
    const index = data.scenes.findIndex((scene) => scene.id === data.current);
    button(root, "step", "‹", words.before, () => { if (data.turning) hold(state); step(state, -1); });
    const name = el(root, "span", "scene");
    el(name, "b", "", data.scenes[index].name);
    el(name, "span", "which", `${index + 1}/${data.scenes.length}`);
    button(root, "step", "›", words.after, () => { if (data.turning) hold(state); step(state, 1); });
  }
  if (data.turning) {
    state.holdButton = button(root, "hold", "", words.hold, () => { if (state.heldUntil) resume(state); else hold(state); tick(state); });
    button(root, "stop", "✕", words.stop, () => state.send("turning", "off"));
    state.note = el(root, "span", "note");
    state.note.setAttribute("role", "status");
  } else {
    button(root, "start", `▶ ${words.start}`, words.start, () => state.send("turning", "on"));
    if (data.touring) button(root, "stop", "✕", words.stop, () => state.send("turning", "off"));
  }
}

// Where nobody can press anything the parts of the one scene follow each other, so that all of its tiles are seen.
function alternate(state, now) {
  const { data } = state, parts = partCount();
  if (parts < 2 || !online() || data.stale || now - state.shownSince < data.dwell * 1000) return;
  state.shownSince = now;
  showPart(data.current, (Math.min(shownPart(data.current), parts - 1) + 1) % parts);
}

function tick(state) {
  const { data } = state, now = performance.now();
  if (data.alternating) alternate(state, now);
  if (!data.turning || !state.note) return;
  if (state.heldUntil && now >= state.heldUntil) resume(state);
  const left = state.heldUntil ? Math.ceil((state.heldUntil - now) / 1000) : 0;
  const note = state.heldUntil ? `${data.words.paused} ${left} ${data.words.resumes}` : "";
  if (state.note.textContent !== note) state.note.textContent = note;
  const sign = state.heldUntil ? "▶" : "❚❚";
  if (state.holdButton.textContent !== sign) {
    state.holdButton.textContent = sign;
    state.holdButton.title = state.heldUntil ? data.words.go : data.words.hold;
    state.holdButton.setAttribute("aria-label", state.holdButton.title);
  }
  // Away from the server nothing turns: the picture stands, and goes on from there.
  if (!online() || data.stale) state.shownSince = now;
  else if (!state.heldUntil && now - state.shownSince >= (data.dwell / partCount()) * 1000) step(state, 1);
}

function carousel(root, data, send) {
  const text = JSON.stringify(data);
  let state = states.get(root);
  if (!state) {
    state = { root, heldUntil: 0, shownSince: performance.now(), text: "", current: data.current };
    states.set(root, state);
  }
  state.send = send;
  if (data.current !== state.current || !(state.data?.turning || data.alternating)) state.shownSince = performance.now();
  if (!data.turning) state.heldUntil = 0;
  state.current = data.current;
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
  document.addEventListener("keydown", (event) => onKey(state, event), { signal });
  for (const kind of ["pointerdown", "wheel"]) document.addEventListener(kind, (event) => interrupt(state, event), { passive: true, capture: true, signal });
  const timer = setInterval(() => tick(state), 250);
  signal.addEventListener("abort", () => clearInterval(timer));
  const stop = state.stop;
  return () => stop.abort();
}
