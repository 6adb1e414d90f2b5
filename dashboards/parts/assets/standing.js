// A table of units or of KPIs. Everything that comes from data is set as text, never as markup.
function add(parent, tag, text, name) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
}

function cell(line, one) {
  const td = add(line, "td", undefined, one.kind);
  if (one.shape) {
    const code = add(td, "span", undefined, `code ${one.colour || ""}`);
    add(code, "i", one.shape).setAttribute("aria-hidden", "true");
    add(code, "span", one.text);
  } else {
    add(td, "span", one.text);
  }
  if (one.note) add(td, "small", one.note);
}

function draw(root, data, pick) {
  root.replaceChildren();
  const table = add(root, "table");
  if (data.caption) add(table, "caption", data.caption);
  const head = add(add(table, "thead"), "tr");
  data.heads.forEach((text, at) => {
    const th = add(head, "th", text, data.rows[0]?.cells[at].kind === "number" ? "number" : "");
    th.scope = "col";
  });
  const body = add(table, "tbody");
  for (const one of data.rows) {
    const line = add(body, "tr");
    for (const each of one.cells) cell(line, each);
    if (one.key === null) continue;
    line.dataset.key = one.key;
    line.tabIndex = 0;
    line.setAttribute("role", "button");
    line.setAttribute("aria-pressed", String(one.key === data.pressed));
    line.onclick = () => pick(one.key);
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
  if (held !== undefined) root.querySelector(`tr[data-key="${CSS.escape(held)}"]`)?.focus();
}
