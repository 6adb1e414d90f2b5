// One officer's own figures. Everything that comes from data is set as text, never as markup.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren();
  for (const one of data.cards) {
    const card = el(root, "div", "card");
    el(card, "div", "label", one.zh);
    const own = el(card, "div", "own", one.text);
    el(own, "small", "", one.unit);
    if (one.low !== null && one.high !== null) {
      const rate = one.least !== undefined || !one.mark;
      const top = rate ? 1 : Math.max(one.own, one.high) * 1.15 || 1;
      const at = (value) => `${(100 * value) / top}%`;
      const strip = el(card, "div", "strip");
      strip.setAttribute("aria-hidden", "true");
      const span = (name, low, high) => {
        const line = el(strip, "div", name);
        line.style.left = at(low);
        line.style.width = `max(4px, ${(100 * (high - low)) / top}%)`;
      };
      span("band", one.low, one.high);
      if (one.least !== undefined) span("ends", one.least, one.most);
      if (one.mark) el(strip, "div", "mark").style.left = at(one.own);
    }
    if (one.late) el(card, "div", "late", one.late);
    if (one.said) el(card, "div", "said", one.said);
    el(card, "div", "note", one.band);
    if (one.help) {
      const more = el(card, "details", "more");
      el(more, "summary", "", "?").setAttribute("aria-label", `${data.ask} ${one.zh}`);
      el(more, "div", "", one.help);
    }
  }
}
