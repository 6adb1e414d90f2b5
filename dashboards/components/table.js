// A table of units or of KPIs. Everything that comes from data is set as text, never as markup.
function cell(line, one, tag = "span") {
  const td = el(line, "td", one.kind);
  if (one.shape) {
    const code = el(td, "span", `code ${one.colour || ""}`);
    el(code, "i", "", one.shape).setAttribute("aria-hidden", "true");
    el(code, "span", "", one.text);
  } else {
    el(td, tag, tag === "button" ? "pick" : "", one.text);
  }
  order(td, one.href, one.hint, one.words);
  if (one.note) el(td, "small", "", one.note);
}

function draw(root, data, pick) {
  root.replaceChildren();
  const table = el(root, "table");
  if (data.caption) el(table, "caption", "", data.caption);
  const head = el(el(table, "thead"), "tr");
  data.heads.forEach((text, at) => {
    const th = el(head, "th", data.rows[0]?.cells[at].kind === "number" ? "number" : "", text);
    th.scope = "col";
  });
  const body = el(table, "tbody");
  for (const one of data.rows) {
    const line = el(body, "tr");
    // A row that holds a link is no button itself: its first cell has one.
    const linked = one.key !== null && one.cells.some((each) => each.href);
    one.cells.forEach((each, at) => cell(line, each, linked && at === 0 ? "button" : "span"));
    if (one.key === null) continue;
    line.dataset.key = one.key;
    line.onclick = (event) => event.target.closest("a") || pick(one.key);
    const handle = (linked && line.querySelector("button")) || line;
    handle.dataset.key = one.key;
    handle.setAttribute("aria-pressed", String(one.key === data.pressed));
    if (linked) continue;
    line.tabIndex = 0;
    line.setAttribute("role", "button");
    line.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      pick(one.key);
    };
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  const held = root.getRootNode().activeElement?.dataset?.key;
  draw(root, data, (key) => setTriggerValue("pick", key));
  if (held !== undefined) root.querySelector(`[aria-pressed][data-key="${CSS.escape(held)}"]`)?.focus();
}
