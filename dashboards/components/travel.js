// Opens an address of ours in this tab and this session, as the browser's own way back does: one step of its history.
function travel(href) {
  history.pushState({}, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
}
