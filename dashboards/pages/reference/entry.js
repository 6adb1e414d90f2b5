// The reference: a list of KPIs and one of them opened. All texts are set as text, never as markup.
function list(root, data, pick) {
  const nav = el(root, "nav");
  el(nav, "div", "count", data.count);
  let domain = "";
  for (const [id, zh, of] of data.list) {
    if (of !== domain) el(nav, "div", "domain", of);
    domain = of;
    const button = el(nav, "button", "", zh);
    button.dataset.kpi = id;
    if (id === data.id) button.setAttribute("aria-current", "true");
    button.onclick = () => pick(id);
  }
}

function entry(root, data) {
  const article = el(root, "article");
  article.dataset.kpi = data.id;
  el(article, "h2", "", data.zh);
  el(article, "p", "id", `${data.id} · ${data.en}`);
  const told = el(article, "dl");
  for (const [label, text] of data.lines) {
    el(told, "dt", "", label);
    el(told, "dd", "", text);
  }
  el(article, "h3", "", data.example);
  const table = el(article, "table");
  const head = el(el(table, "thead"), "tr");
  for (const text of data.heads) el(head, "th", "", text).scope = "col";
  const body = el(table, "tbody");
  for (const row of data.rows) {
    const line = el(body, "tr");
    for (const text of row) el(line, "td", "", text);
  }
  for (const text of data.told) el(article, "p", "", text);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  const scrolled = root.querySelector("nav")?.scrollTop ?? null;
  root.dataset.shown = text;
  root.replaceChildren();
  list(root, data, (kpi) => setTriggerValue("pick", kpi));
  entry(root, data);
  const nav = root.querySelector("nav");
  if (scrolled !== null) nav.scrollTop = scrolled;
  else nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}
