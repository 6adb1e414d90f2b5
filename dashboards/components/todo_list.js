// A list by place. Everything that comes from data is set as text, never as markup.
function drawLine(list, line, isNewPlace) {
  const item = el(list, "li", isNewPlace ? "first" : "");
  const place = el(item, "span", "place", line.place);
  if (!isNewPlace) place.classList.add("repeated");
  el(item, "span", `kind ${line.tone}`, `${line.shape} ${line.word}`);
  const said = el(item, "span", "said");
  el(said, "span", "text", line.text);
  if (line.ground) el(said, "small", "", line.ground);
  if (!line.href) return;
  const link = el(item, "a", "link", `${line.link} ›`);
  link.href = line.href;
  travelling(link);
  link.setAttribute("aria-label", `${line.link}：${line.place} ${line.text}`);
}

export default function ({ data: bytes, parentElement }) {
  const root = parentElement.querySelector(".root");
  const text = new TextDecoder().decode(bytes);
  if (root.dataset.shown === text) return;
  root.dataset.shown = text;
  const data = JSON.parse(text);
  root.replaceChildren();
  const list = el(root, "ul");
  list.setAttribute("aria-label", data.label);
  data.lines.forEach((line, index) => drawLine(list, line, line.place !== data.lines[index - 1]?.place));
}
