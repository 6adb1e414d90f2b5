// How old the data are, and the time in China, ticking while there is a connection and refreshes come. Text only.
const MAX_MISSED = 4;  // refreshes that may fail to come before the picture is said to stand still
const clocks = new WeakMap();
const beats = new WeakMap();
const clockTime = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const days = { timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "short" };
const formats = { "zh-CN": new Intl.DateTimeFormat("zh-CN", days), "en-GB": new Intl.DateTimeFormat("en-GB", days) };

function troubleText(root, data) {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app !== null && app.dataset.testConnectionState !== "CONNECTED") return data.away;
  return performance.now() - beats.get(root).time > MAX_MISSED * data.refreshSeconds * 1000 ? data.frozen : "";
}

function updateClock(root, data) {
  const trouble = troubleText(root, data), now = new Date();
  root.classList.toggle("away", trouble !== "");
  root.querySelector(".clock").textContent = trouble || clockTime.format(now);
  root.querySelector(".day").textContent = trouble ? "" : formats[data.locale].format(now);
  nightly(trouble === "");
}

function status(root, data) {
  const text = JSON.stringify({ ...data, answered: "", beat: 0, frozen: "" });
  if (root.dataset.shown !== text) {
    root.dataset.shown = text;
    root.replaceChildren();
    const fresh = el(root, "span", "block");
    el(fresh, "span", "as-of", data.asOf);
    const age = el(fresh, "span", "age");
    el(age, "span", "", data.age);
    if (data.demo) el(age, "span", "demo", data.demo);
    const now = el(root, "span", "block");
    el(now, "span", "clock");
    el(now, "span", "day");
  }
  if (beats.get(root)?.beat !== data.beat) beats.set(root, { beat: data.beat, time: performance.now() });
  document.documentElement.style.setProperty("--fj-answered", JSON.stringify(data.answered));  // the banner says it
  updateClock(root, data);
  clearInterval(clocks.get(root));
  const timer = setInterval(() => updateClock(root, data), 1000);
  clocks.set(root, timer);
  return () => clearInterval(timer);
}
