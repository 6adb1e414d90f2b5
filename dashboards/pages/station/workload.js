// The spread of work over people: a box from quarter to quarter, a bar at the middle, dots where they may be seen.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  for (const card of data.cards) {
    const box = el(root, "div", "card");
    el(box, "div", "name", card.name);
    for (const work of card.lines) {
      const line = el(box, "div", "line");
      el(line, "span", "label", work.zh);
      const top = Math.max(work.high, ...work.each) * 1.1 || 1;
      const position = (value) => `${(100 * value) / top}%`;
      const strip = el(line, "div", "strip");
      strip.setAttribute("aria-hidden", "true");
      const band = el(strip, "div", "band");
      band.style.left = position(work.low);
      band.style.width = `max(4px, ${(100 * (work.high - work.low)) / top}%)`;
      el(strip, "div", "middle").style.left = position(work.middle);
      for (const value of work.each) el(strip, "i", "dot").style.left = position(value);
      el(line, "span", "quartiles", work.text);
    }
  }
}
