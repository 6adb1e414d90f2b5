// One officer's own figures. Everything that comes from data is set as text, never as markup.
function add(parent, name, text, tag = "div") {
  const node = document.createElement(tag);
  node.className = name;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  for (const one of data.cards) {
    const card = add(root, "card");
    add(card, "label", one.zh);
    const own = add(card, "own", one.own.toLocaleString("zh-CN"));
    add(own, "", one.unit, "small");
    if (one.low !== null && one.high !== null) {
      const top = Math.max(one.own, one.high) * 1.15 || 1;
      const at = (value) => `${(100 * value) / top}%`;
      const strip = add(card, "strip");
      const band = add(strip, "band");
      band.style.left = at(one.low);
      band.style.width = `max(4px, ${(100 * (one.high - one.low)) / top}%)`;
      add(strip, "mark").style.left = at(one.own);
    }
    add(card, "note", one.band);
  }
}
