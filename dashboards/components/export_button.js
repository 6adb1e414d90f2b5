// Finds the tables of the page that can be taken away, each by the heading above it, and opens the question of why.
const TAKEN = '[class*="st-key-take_"] [data-testid="stPopoverButton"]';

function tables() {
  const found = [];
  let heading = "";
  for (const node of document.querySelectorAll(`.stMainBlockContainer :is(h2, h3, ${TAKEN})`)) {
    if (node.matches("h2, h3")) heading = node.textContent.trim();
    else if (node.checkVisibility()) found.push({ button: node, name: heading });
  }
  return found;
}

function open({ button }) {
  button.scrollIntoView({ block: "center" });
  button.click();
}

function close(root) {
  root.querySelector("ul")?.remove();
  root.querySelector("button").setAttribute("aria-expanded", "false");
}

function list(root, found, label) {
  const menu = el(root, "ul");
  menu.setAttribute("aria-label", label);
  found.forEach((table, index) => {
    const again = found.filter((other) => other.name === table.name).length > 1 ? ` ${index + 1}` : "";
    const choice = el(el(menu, "li"), "button", "", table.name + again);
    choice.type = "button";
    choice.onclick = () => { close(root); open(table); };
  });
  menu.querySelector("button").focus();
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  if (!root.firstChild) {
    const button = el(root, "button", "", data.label);
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.onclick = () => {
      const found = tables(), isOpen = Boolean(root.querySelector("ul"));
      close(root);
      if (isOpen || !found.length) return;
      if (found.length === 1) return open(found[0]);
      list(root, found, data.list);
      button.setAttribute("aria-expanded", "true");
    };
    root.onkeydown = (event) => {
      if (event.key !== "Escape" || !root.querySelector("ul")) return;
      close(root);
      button.focus();
    };
  }
  const outside = (event) => { if (!event.composedPath().includes(root)) close(root); };
  document.addEventListener("pointerdown", outside);
  return () => document.removeEventListener("pointerdown", outside);
}
