// A panel whose source is late, or that stands still, says so below its drawing, or over it. Text only.
function showFreshness(root, data, overlaid) {
  root.classList.toggle("late", Boolean(data.freshness && data.freshness.late));
  root.classList.toggle("stopped", Boolean(data.stopped));
  root.querySelector(":scope > .freshness")?.remove();
  const late = data.freshness ? data.freshness.late : "";
  const text = data.stopped ? [data.stopped, late && data.freshness.text].filter(Boolean).join("，") : late;
  if (!text) return;
  const line = document.createElement("p");
  line.className = overlaid ? "freshness over" : "freshness";
  line.textContent = `◆ ${text}`;
  root.appendChild(line);
}
