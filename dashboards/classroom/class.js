// Asks every few seconds whether the class has moved on; draws the page anew, or its live part alone.
"use strict";
(() => {
  const { poll, version, home } = document.body.dataset;
  const offline = document.getElementById("offline");
  const live = document.getElementById("live");
  const began = performance.now();
  let tag = "";

  const goHome = () => (home ? location.replace(home) : location.reload());

  const ask = async () => {
    const answer = await fetch(poll, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
    offline.hidden = answer.status < 500;
    if (answer.status >= 400 && answer.status < 500) return goHome();
    if (answer.headers.get("X-Class-Version") && answer.headers.get("X-Class-Version") !== version) return goHome();
    if (answer.status === 200) {
      tag = answer.headers.get("ETag") || "";
      if (live) live.innerHTML = await answer.text(); // our own page's part: every text in it was escaped
    }
    return undefined;
  };

  const askAgain = () => setTimeout(async () => {
    try { await ask(); } catch { offline.hidden = false; }
    askAgain();
  }, 2000 + Math.random() * 1000);

  const clock = document.querySelector("[data-left]");
  const tick = () => {
    const left = Math.ceil(clock.dataset.left - (performance.now() - began) / 1000);
    clock.textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : clock.dataset.over;
    if (left > 0) setTimeout(tick, 250);
    else sendWhatIsThere();
  };

  // What somebody has chosen and not sent when time is over goes in by itself.
  let touched = false;
  const form = document.querySelector("form[data-answer]");
  const sendWhatIsThere = () => { if (form && touched && form.checkValidity()) form.requestSubmit(); };
  if (form) {
    form.addEventListener("input", () => { touched = true; });
    form.addEventListener("submit", () => { touched = false; });
  }
  if (clock) tick();
  if (poll) askAgain();

  for (const asking of document.querySelectorAll("form[data-ask]")) {
    asking.addEventListener("submit", (event) => { if (!confirm(asking.dataset.ask)) event.preventDefault(); });
  }
})();
