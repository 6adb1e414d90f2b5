// Helpers with which every component makes its nodes. Text from data is set as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";

function el(parent, tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

function shape(parent, tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

// A drawing keeps what it was drawn for, so that on paper, where no script runs, it is made smaller as a whole and not cut.
// Letters measured by the style sheet keep their size on the screen, and grow smaller with it.
function keepWhole(svg, { width, height, letter }) {
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  if (letter) svg.style.setProperty("--fj-small", `${letter}px`);
}
