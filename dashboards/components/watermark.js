// The mark lies on the document itself, over everything, and lets clicks through. Taken away or changed, it comes back.
const MARK = "fj-watermark";

function markPicture(text) {
  const escaped = text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const picture = `<svg xmlns="${SVG}" width="420" height="220"><text x="10" y="150" transform="rotate(-20 10 150)" font-size="15" font-family="sans-serif" fill="#7f7f7f" fill-opacity="0.16">${escaped}</text></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(picture)}")`;
}

let observer = null;

export default function ({ data }) {
  observer?.disconnect();
  const style = `position:fixed;inset:0;z-index:999990;pointer-events:none;background-image:${markPicture(data.text)}`;
  const watch = (observer = new MutationObserver(put));
  function put() {
    watch.disconnect();
    let mark = document.getElementById(MARK);
    if (!mark || mark.parentElement !== document.body) {
      mark?.remove();
      mark = el(document.body, "div");
      mark.id = MARK;
      mark.setAttribute("aria-hidden", "true");
    }
    if (mark.getAttribute("style") !== style) mark.setAttribute("style", style);
    for (const name of mark.getAttributeNames()) if (!["id", "style", "aria-hidden"].includes(name)) mark.removeAttribute(name);
    watch.observe(document.body, { childList: true });
    watch.observe(mark, { attributes: true });
  }
  put();
  return () => {
    watch.disconnect();
    document.getElementById(MARK)?.remove();
  };
}
