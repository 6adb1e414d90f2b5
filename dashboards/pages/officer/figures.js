// One officer's own figures. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  for (const figure of data.cards) {
    const card = el(root, "div", "card");
    el(card, "div", "label", figure.zh);
    const own = el(card, "div", "own", figure.text);
    el(own, "small", "", figure.unit);
    if (figure.low !== null && figure.high !== null) {
      const isRate = figure.intervalLow !== undefined || !figure.marked;
      const top = isRate ? 1 : Math.max(figure.own, figure.high) * 1.15 || 1;
      const position = (value) => `${(100 * value) / top}%`;
      const strip = el(card, "div", "strip");
      strip.setAttribute("aria-hidden", "true");
      const span = (name, low, high) => {
        const line = el(strip, "div", name);
        line.style.left = position(low);
        line.style.width = `max(4px, ${(100 * (high - low)) / top}%)`;
      };
      span("band", figure.low, figure.high);
      if (figure.intervalLow !== undefined) span("ends", figure.intervalLow, figure.intervalHigh);
      if (figure.marked) el(strip, "div", "mark").style.left = position(figure.own);
    }
    if (figure.late) el(card, "div", "late", figure.late);
    if (figure.intervalText) el(card, "div", "interval-text", figure.intervalText);
    el(card, "div", "note", figure.band);
    if (figure.help) {
      const more = el(card, "details", "more");
      el(more, "summary", "", "?").setAttribute("aria-label", `${data.ask} ${figure.zh}`);
      el(more, "div", "", figure.help);
    }
  }
}
