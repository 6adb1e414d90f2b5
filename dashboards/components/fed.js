// Panels that are fed: their first data come with the panel itself, newer ones by the page's feed (panel_feed.py).
const feeds = (globalThis.fengjingFeeds ??= new Map()); // by key of the panel, one for all components of the page

function keyOfPanel(parent) {
  const host = parent.querySelector(".root").getRootNode().host ?? parent;
  const name = [...(host.closest('[class*="st-key-"]')?.classList ?? [])].find((name) => name.startsWith("st-key-"));
  return name?.slice("st-key-".length);
}

function fed(draw) {
  return (component) => {
    const key = keyOfPanel(component.parentElement), before = feeds.get(key);
    // Called again for another reason than newer data of its own, such as another theme: what was fed since is newer.
    const entry = { own: component.data, newest: before?.own === component.data ? before.newest : component.data };
    entry.end = before?.end;
    entry.show = (data) => {
      entry.end?.();
      entry.newest = data;
      entry.end = draw({ ...component, data });
    };
    feeds.set(key, entry);
    entry.show(entry.newest);
    return () => {
      if (feeds.get(key) === entry) feeds.delete(key);
      entry.end?.();
    };
  };
}

// Give each panel of a message its data: the length of the table of contents, the table, and all the data.
function feedPanels(message) {
  const length = new DataView(message.buffer, message.byteOffset).getUint32(0);
  let start = 4 + length;
  for (const [key, size] of JSON.parse(new TextDecoder().decode(message.subarray(4, start)))) {
    const data = message.subarray(start, start + size);
    start += size;
    try {
      feeds.get(key)?.show(data);
    } catch (error) {
      setTimeout(() => { throw error; }); // to the console: one panel takes no other with it
    }
  }
}
