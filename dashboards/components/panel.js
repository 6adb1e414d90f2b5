// The scaffold of panels: a heading, and a drawing that is made anew when its data or its room change, and only then.
const states = new WeakMap();

// Estimate the width of a text in heights of its letters: a Chinese letter is as wide as it is high.
function ems(text) {
  let sum = 0;
  for (const letter of String(text)) sum += letter.codePointAt(0) > 0x2e80 ? 1 : letter === " " ? 0.27 : 0.56;
  return sum;
}

function heading(root, data) {
  el(root, "h2", "title", data.title);
  const lines = [...(data.subtitle ?? [])];
  if (data.freshness && !data.freshness.late) lines.push([lines.pop(), data.freshness.text].filter(Boolean).join(" · "));
  for (const line of lines) el(root, "p", "subtitle", line);
  for (const remark of data.remarks ?? []) el(root, "p", `subtitle ${remark.tone}`, remark.text);
}

function repaint(state, paint) {
  const { svg, root, data } = state;
  const width = svg.clientWidth, height = svg.clientHeight;
  Object.assign(state, { width, height });
  svg.replaceChildren();
  if (width < 20 || height < 20) return;
  const room = { width, height, letter: parseFloat(getComputedStyle(root).fontSize) };
  keepWhole(svg, room);
  paint(svg, data, room);
}

function panel(paint) {
  return ({ data: bytes, parentElement }) => {
    const root = parentElement.querySelector(".root");
    const text = new TextDecoder().decode(bytes);
    let state = states.get(root);
    if (!state) {
      state = { root };
      states.set(root, state);
      new ResizeObserver(() => {
        if (state.svg.clientWidth !== state.width || state.svg.clientHeight !== state.height) repaint(state, paint);
      }).observe(root);
    }
    if (state.text === text) return;
    state.text = text;
    state.data = JSON.parse(text);
    root.replaceChildren();
    heading(root, state.data);
    state.svg = shape(root, "svg", { class: state.data.takesRoom ? "plot whole" : "plot", role: state.data.linkLabel ? "group" : "img", "aria-label": [state.data.title, ...(state.data.subtitle ?? []), ...(state.data.remarks ?? []).map((remark) => remark.text)].join(" ") });
    showFreshness(root, state.data);
    repaint(state, paint);
  };
}
