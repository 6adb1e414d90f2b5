// What needs the chief. Everything that comes from data is set as text, never as markup.
const link = (root, href, name) => {
  const line = el(root, href ? "a" : "span", name);
  if (!href) return line;
  line.href = href;
  return travelling(line);
};

export default function ({ data: bytes, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const pick = (notice) => setTriggerValue("pick", `${notice.kpi} ${notice.unit}`);
  const text = new TextDecoder().decode(bytes);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  const data = JSON.parse(text);
  root.replaceChildren();
  root.className = `root ${data.state}`;
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
    if (notice.sent) el(line, "span", "sent", notice.sent);
    if (data.more && notice === data.notices.at(-1)) el(line, "span", "sent", data.more);
    line.onclick = () => pick(notice);
  }
  for (const group of data.lines) {
    const line = link(root, group.href, "notice line");
    line.dataset.group = group.group;
    el(line, "span", `verdict ${group.tone}`, group.name);
    el(line, "span", "change", group.lead || group.count);
    if (group.lead) el(line, "span", "evidence", group.count);
    if (group.sent) el(line, "span", "sent", group.sent);
  }
  const foot = el(root, "div", "foot");
  el(foot, "span", "calm", data.isCalm ? `≈ ${data.standing}` : data.standing);
  const loop = link(foot, data.href, "loop");
  loop.title = data.loopName;
  data.loop.forEach((step, index) => {
    if (index) el(loop, "span", "arrow", step.begins ? "｜" : "→");
    const part = el(loop, "span", step.total === "0" ? "step none" : "step");
    el(part, "span", "", step.name);
    el(part, "b", "", step.total);
  });
  // Alarm and calm are told apart from the door: the wall has a frame of the strip's colour.
  document.documentElement.dataset.fjStanding = data.state;
}
