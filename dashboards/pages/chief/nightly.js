// A browser that shows one page for weeks grows. Once a night, while nobody has touched it for a while and the server
// answers, the page is loaded anew; its address holds all that was chosen.
const AT = 4.5 * 3600, SPREAD = 1200, WITHIN = 2 * 3600, YOUNG = 3600, QUIET = 600;  // seconds
const offset = Math.random() * SPREAD;  // walls of one hall do not come all at once
let touched = performance.now(), asking = false;
for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  window.addEventListener(kind, () => { touched = performance.now(); }, { capture: true, passive: true });
}

// `seconds` of the day in China; the rest in milliseconds since the page was loaded.
function isTime(seconds, now, last) {
  const since = seconds - AT - offset;
  return since >= 0 && since < WITHIN && now > (YOUNG + WITHIN) * 1000 && now - last > QUIET * 1000;
}

const isDue = () => isTime((Date.now() / 1000 + 8 * 3600) % 86400, performance.now(), touched);

async function nightly(connected) {
  if (asking || !connected || document.fullscreenElement || !isDue()) return;
  asking = true;
  try {
    const answer = await fetch("/healthz", { cache: "no-store" });
    if (answer.ok && isDue()) location.reload();  // somebody may have come meanwhile
  } catch { /* the server is away: another night */ }
  setTimeout(() => { asking = false; }, 60_000);
}
