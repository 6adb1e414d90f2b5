// The reference: a list of KPIs and one of them opened. All texts are set as text, never as markup.
function add(parent, tag, text, name) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

function list(root, data, pick) {
  const nav = add(root, "nav");
  add(nav, "div", data.count, "count");
  let domain = "";
  for (const [id, zh, of] of data.list) {
    if (of !== domain) add(nav, "div", of, "domain");
    domain = of;
    const button = add(nav, "button", zh);
    button.dataset.kpi = id;
    if (id === data.id) button.setAttribute("aria-current", "true");
    button.onclick = () => pick(id);
  }
}

function entry(root, data) {
  const article = add(root, "article");
  article.dataset.kpi = data.id;
  add(article, "h2", data.zh);
  add(article, "p", `${data.id} · ${data.en}`, "id");
  const told = add(article, "dl");
  for (const [label, text] of data.lines) {
    add(told, "dt", label);
    add(told, "dd", text);
  }
  add(article, "h3", data.example);
  const table = add(article, "table");
  const head = add(add(table, "thead"), "tr");
  for (const text of data.heads) add(head, "th", text).scope = "col";
  const body = add(table, "tbody");
  for (const row of data.rows) {
    const line = add(body, "tr");
    for (const text of row) add(line, "td", text);
  }
  for (const text of data.told) add(article, "p", text);
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
