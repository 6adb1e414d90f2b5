// How work lies over people: a box from quarter to quarter, a bar at the middle, dots where they may be seen.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  for (const card of data.cards) {
    const box = el(root, "div", "card");
    el(box, "div", "name", card.name);
    for (const one of card.lines) {
      const line = el(box, "div", "line");
      el(line, "span", "label", one.zh);
      const top = Math.max(one.high, ...one.each) * 1.1 || 1;
      const at = (value) => `${(100 * value) / top}%`;
      const strip = el(line, "div", "strip");
      strip.setAttribute("aria-hidden", "true");
      const band = el(strip, "div", "band");
      band.style.left = at(one.low);
      band.style.width = `max(4px, ${(100 * (one.high - one.low)) / top}%)`;
      el(strip, "div", "middle").style.left = at(one.middle);
      for (const value of one.each) el(strip, "i", "dot").style.left = at(value);
      el(line, "span", "told", one.told);
    }
  }
}
