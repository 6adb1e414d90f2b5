const ON_THE_WAY = 15000;  // milliseconds within which a page that was asked for has come, or its wish was lost

// Opens an address of ours in this tab and this session, as the browser's own way back does: one step of its history.
function travel(href) {
  const from = { path: location.pathname, title: document.title };
  history.pushState({}, "", href);
  const { pathname } = location;
  window.dispatchEvent(new PopStateEvent("popstate"));
  if (pathname !== from.path) insist(href, pathname, from);
}

// While the server is at work a timer of the page that is left may ask for that page after us: Streamlit joins the two
// wishes, draws the old page and puts its address back. Then we wish again, twice at most, until the new page has its
// title, or somebody goes another way.
function insist(href, path, from) {
  const end = Date.now() + ON_THE_WAY, others = ["popstate", "click"];
  let wishes = 2;
  const stop = (event) => {
    if (event && !event.isTrusted) return;
    clearInterval(timer);
    for (const name of others) window.removeEventListener(name, stop, true);
  };
  const timer = setInterval(() => {
    if (Date.now() > end || (location.pathname === path && document.title !== from.title)) return stop();
    if (location.pathname !== from.path) return;
    if (!wishes--) return stop();
    history.replaceState({}, "", href);
    window.dispatchEvent(new PopStateEvent("popstate"));
  }, 250);
  setTimeout(() => { for (const name of others) window.addEventListener(name, stop, true); });  // after the click itself
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
