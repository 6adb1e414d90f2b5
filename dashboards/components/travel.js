// Opens an address of ours in this tab and this session, as the browser's own way back does: one step of its history.
function travel(href) {
  history.pushState({}, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

// Let a plain click on a link do so; with a key held it is the browser's own, such as for another tab.
function travelling(link, then) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    then?.();
    travel(link.href.baseVal ?? link.href);  // a link in a drawing has an address of another kind
  });
  return link;
}
