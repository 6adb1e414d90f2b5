// A refresh of the page is no activity: only keys and pointers are, and the first look.
const USES = ["pointerdown", "pointermove", "keydown", "wheel"];
let noted = 0, stop = () => {};

export default function ({ data }) {
  stop();
  const note = () => {
    if (Date.now() - noted < data.every) return;
    noted = Date.now();
    fetch(data.address, { method: "POST", credentials: "same-origin" }).catch(() => {}); // the next use says it again
  };
  for (const use of USES) document.addEventListener(use, note, { passive: true, capture: true });
  stop = () => USES.forEach((use) => document.removeEventListener(use, note, { capture: true }));
  if (!noted) note();
  return () => stop();
}
