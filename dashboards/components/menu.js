// The menu: links by group. A plain click stays in this tab and its session; with a key held it is the browser's own.
// The address of a page with the choices that now stand in ours: a wall changes them without drawing the menu again.
function carrying(page, choices) {
  const url = new URL(page.href, location.href), now = new URLSearchParams(location.search);
  for (const name of choices.filter((choice) => page.choices.includes(choice))) {
    if (now.get(name)) url.searchParams.set(name, now.get(name));
    else if (name !== "period") url.searchParams.delete(name);
  }
  return url.pathname + url.search;
}

function draw(root, data, send) {
  root.className = `root ${data.place}`;
  root.replaceChildren();
  const toggle = el(root, "button", "toggle");
  el(toggle, "span", "bars").setAttribute("aria-hidden", "true");
  el(toggle, "span", "", data.name);
  toggle.setAttribute("aria-expanded", "false");
  const nav = el(root, "nav");
  nav.setAttribute("aria-label", data.name);
  const show = (open) => {
    root.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.onclick = () => {
    show(!root.classList.contains("open"));
    if (root.classList.contains("open")) nav.querySelector("[aria-current], a")?.focus();
  };
  root.onkeydown = (event) => {
    if (event.key !== "Escape" || !root.classList.contains("open")) return;
    event.stopPropagation();
    show(false);
    toggle.focus();
  };
  data.groups.forEach((group, number) => {
    const block = el(nav, "div", "group");
    el(block, "p", "", group.name).id = `group${number}`;
    const list = el(block, "ul");
    list.setAttribute("aria-labelledby", `group${number}`);
    for (const page of group.pages) {
      const link = el(el(list, "li"), "a");
      link.href = page.href;
      link.dataset.icon = page.icon;
      el(link, "span", "", page.name);
      if (page.here) link.setAttribute("aria-current", "page");
      link.onpointerdown = () => { link.href = carrying(page, data.choices); };
      travelling(link, () => { link.href = carrying(page, data.choices); show(false); });
    }
  });
  if (data.language) {
    const language = el(nav, "button", "language", data.language);
    language.onclick = () => { show(false); send("language", true); };
  }
  const close = el(nav, "button", "close", data.close);
  close.onclick = () => { show(false); toggle.focus(); };
  return show;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify(data);
  if (root.dataset.shown !== text) {
    root.dataset.shown = text;
    const focused = root.getRootNode().activeElement?.getAttribute("href");
    root.show = draw(root, data, setTriggerValue);
    if (focused) root.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }
  const outside = (event) => { if (!event.composedPath().includes(root)) root.show(false); };
  document.addEventListener("pointerdown", outside);
  return () => document.removeEventListener("pointerdown", outside);
}
