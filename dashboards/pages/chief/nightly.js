// A browser that shows one page for weeks grows. Once a night, while nobody has touched it for a while and the server
// answers, the page is loaded anew; its address holds all that was chosen.
const START = 4.5 * 3600, SPREAD = 1200, WINDOW = 2 * 3600, MIN_AGE = 3600, MIN_IDLE = 600;  // seconds
const offset = Math.random() * SPREAD;  // walls of one hall do not come all at once
let lastTouch = performance.now(), isAsking = false;
for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  window.addEventListener(kind, () => { lastTouch = performance.now(); }, { capture: true, passive: true });
}

// `seconds` of the day in China; the rest in milliseconds since the page was loaded.
function isTime(seconds, now, last) {
  const since = seconds - START - offset;
  return since >= 0 && since < WINDOW && now > (MIN_AGE + WINDOW) * 1000 && now - last > MIN_IDLE * 1000;
}

const isDue = () => isTime((Date.now() / 1000 + 8 * 3600) % 86400, performance.now(), lastTouch);

async function nightly(connected) {
  if (isAsking || !connected || document.fullscreenElement || !isDue()) return;
  isAsking = true;
  try {
    const answer = await fetch("./healthz", { cache: "no-store" });
    if (answer.ok && isDue()) location.reload();  // somebody may have come meanwhile
  } catch { /* the server is away: another night */ }
  setTimeout(() => { isAsking = false; }, 60_000);
}
