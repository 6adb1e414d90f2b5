// Notices that need the chief. Everything that comes from data is set as text, never as markup.
export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const pick = (notice) => setTriggerValue("pick", `${notice.kpi} ${notice.unit}`);
  const text = new TextDecoder().decode(bytes);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  const data = JSON.parse(text);
  root.replaceChildren();
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", data.label);
  showFreshness(root, data, true);
  for (const notice of data.notices) {
    const line = el(root, "button", "notice");
    line.dataset.kpi = notice.kpi;
    line.dataset.unit = notice.unit;
    line.title = `${notice.explanation}\n${data.open}`;
    el(line, "span", "verdict worse", notice.verdict);
    el(line, "span", "change", `${notice.place} ${notice.change}`);
    el(line, "span", "evidence", notice.evidence);
    line.onclick = () => pick(notice);
  }
  if (data.overdue) {
    const line = el(root, data.overdue.href ? "a" : "span", "notice overdue");
    if (data.overdue.href) line.href = data.overdue.href;
    el(line, "span", "verdict worse", data.overdue.verdict);
    el(line, "span", "change", data.overdue.count);
    el(line, "span", "evidence", data.overdue.evidence);
  }
  const { text: standing, isQuiet, href } = data.standing;
  const line = el(root, href ? "a" : "span", isQuiet ? "calm quiet" : "calm", isQuiet ? `≈ ${standing}` : standing);
  if (href) line.href = href;
}
