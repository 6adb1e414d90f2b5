// Where we are, which scene of how many, and how old the data are. Each part stands in the grid of the page by itself.
const PARTS = { place, scene: carousel, status };

function partOf(root, name) {
  const found = root.querySelector(`[part="${name}"]`);
  if (found) return found;
  const made = el(root, "div", PARTS[name].name);
  made.setAttribute("part", name);
  return made;
}

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root"), data = JSON.parse(new TextDecoder().decode(bytes));
  const ends = Object.entries(PARTS).map(([name, draw]) => draw(partOf(root, name), data[name], setTriggerValue));
  return () => ends.forEach((end) => end?.());
}
