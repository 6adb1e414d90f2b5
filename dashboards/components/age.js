// A panel whose source is late, or that stands still, says so below its drawing, or over it. Text only.
function told(root, data, over) {
  root.classList.toggle("late", Boolean(data.age && data.age.late));
  root.classList.toggle("stopped", Boolean(data.stopped));
  root.querySelector(":scope > .since")?.remove();
  const late = data.age ? data.age.late : "";
  const words = data.stopped ? [data.stopped, late && data.age.text].filter(Boolean).join("，") : late;
  if (!words) return;
  const line = document.createElement("p");
  line.className = over ? "since over" : "since";
  line.textContent = `◆ ${words}`;
  root.appendChild(line);
}
