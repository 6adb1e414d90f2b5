// One officer's own figures. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  for (const one of data.cards) {
    const card = el(root, "div", "card");
    el(card, "div", "label", one.zh);
    const own = el(card, "div", "own", one.own.toLocaleString("zh-CN"));
    el(own, "small", "", one.unit);
    if (one.low !== null && one.high !== null) {
      const top = Math.max(one.own, one.high) * 1.15 || 1;
      const at = (value) => `${(100 * value) / top}%`;
      const strip = el(card, "div", "strip");
      const band = el(strip, "div", "band");
      band.style.left = at(one.low);
      band.style.width = `max(4px, ${(100 * (one.high - one.low)) / top}%)`;
      el(strip, "div", "mark").style.left = at(one.own);
    }
    el(card, "div", "note", one.band);
  }
}
