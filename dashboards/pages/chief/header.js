// The place, the scene of how many, how old the data are, and a line on what was chosen. Each part stands in the grid of the page by itself.
const PARTS = { place, scene: carousel, status, notice: choiceNote };

function partOf(root, name) {
  const existing = root.querySelector(`[part="${name}"]`);
  if (existing) return existing;
  const part = el(root, "div", PARTS[name].name);
  part.setAttribute("part", name);
  return part;
}

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root"), data = JSON.parse(new TextDecoder().decode(bytes));
  const cleanups = Object.entries(PARTS).map(([name, draw]) => draw(partOf(root, name), data[name], setTriggerValue));
  return () => cleanups.forEach((cleanup) => cleanup?.());
}
