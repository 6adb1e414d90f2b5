// The search: a dialog with one field and a list below it. All texts are set as text, never as markup.
const QUIET = 120;  // milliseconds without a key until what is typed is asked

function build(root, data) {
  const open = el(root, "button", "open");
  open.setAttribute("aria-label", `${data.label}（${data.keys}）`);
  el(open, "span", "glass").setAttribute("aria-hidden", "true");
  el(open, "span", "label", data.label);
  el(open, "kbd", "", data.keys);
  const dialog = el(root, "dialog");
  dialog.setAttribute("aria-label", data.label);
  const head = el(dialog, "div", "head");
  const field = el(head, "input");
  Object.assign(field, { type: "text", placeholder: data.hint, autocomplete: "off", spellcheck: false, maxLength: 60 });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-label": data.label, "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list" }))
    field.setAttribute(name, value);
  el(head, "button", "close", data.close).onclick = () => dialog.close();
  const list = el(dialog, "div", "list");
  Object.assign(list, { id: "found" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", data.label);
  const status = el(dialog, "p", "status");
  status.setAttribute("role", "status");
  el(dialog, "p", "help", data.help);
  Object.assign(root, { dialog, field, list, status, chosen: 0 });
  open.onclick = () => show(root);
  dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
  dialog.onclose = () => root.getRootNode().host?.removeAttribute("data-fj-dialog");
  field.oninput = () => {
    clearTimeout(root.timer);
    root.timer = setTimeout(() => root.ask("query", field.value.trim()), QUIET);
    fill(root);
  };
  field.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(root, root.chosen + step);
    else if (event.key === "Enter" && !event.isComposing) go(root, options(root)[root.chosen]);
    else return;
    event.preventDefault();
  };
}

const options = (root) => [...root.list.querySelectorAll("[role=option]")];

function show(root) {
  if (root.dialog.open) return;
  root.dialog.showModal();
  root.getRootNode().host?.setAttribute("data-fj-dialog", "");  // the wall's carousel listens to keys: not now
  root.field.value = "";
  fill(root);
  root.field.focus();
}

function go(root, option) {
  if (!option) return;
  root.dialog.close();
  travel(option.dataset.href);
}

function choose(root, place) {
  const all = options(root);
  root.chosen = Math.max(0, Math.min(place, all.length - 1));
  all.forEach((option, number) => option.setAttribute("aria-selected", String(number === root.chosen)));
  const option = all[root.chosen];
  root.field.setAttribute("aria-expanded", String(all.length > 0));
  if (!option) return root.field.removeAttribute("aria-activedescendant");
  root.field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

// Show what was found for what now stands in the field; an answer to something typed before is not shown.
function fill(root) {
  const { data, field, list, status } = root;
  const typed = field.value.trim(), answered = typed === data.query;
  list.replaceChildren();
  status.textContent = !typed ? "" : answered ? data.status : data.waiting;
  if (typed && answered) {
    let number = 0;
    for (const group of data.groups) {
      const block = el(list, "div", "group");
      block.setAttribute("role", "group");
      block.setAttribute("aria-label", group.name);
      el(block, "div", "kind", group.name).setAttribute("aria-hidden", "true");
      for (const hit of group.hits) {
        const option = el(block, "div", "option");
        option.setAttribute("role", "option");
        Object.assign(option, { id: `hit${number++}`, onclick: () => go(root, option) });
        option.dataset.href = hit.href;
        el(option, "span", "name", hit.name);
        if (hit.note) el(option, "span", "note", hit.note);
      }
    }
  }
  choose(root, 0);
}

const isTyping = (event, root) => {
  const at = event.composedPath()[0];
  if (at === root.field) return root.dialog.open;  // which has the focus until the closed dialog is drawn
  return at.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(at.tagName);
};

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".root");
  Object.assign(root, { data, ask: setStateValue });
  root.className = `root ${data.place}`;
  if (!root.dialog) build(root, data);
  fill(root);
  const onKey = (event) => {
    const isShortcut = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event, root);
    if (!isShortcut && !isSlash) return;
    event.preventDefault();
    show(root);
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
