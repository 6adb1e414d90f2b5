// How old the data are, and the time in China, ticking while there is a connection and refreshes come. Text only.
const MISSED = 4;  // refreshes that may fail to come before the picture is said to stand still
const clocks = new WeakMap();
const beats = new WeakMap();
const clockTime = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const days = { timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "short" };
const formats = { "zh-CN": new Intl.DateTimeFormat("zh-CN", days), "en-GB": new Intl.DateTimeFormat("en-GB", days) };

function standing(root, data) {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app !== null && app.dataset.testConnectionState !== "CONNECTED") return data.away;
  return performance.now() - beats.get(root).at > MISSED * data.pace * 1000 ? data.frozen : "";
}

function strike(root, data) {
  const words = standing(root, data), now = new Date();
  root.classList.toggle("away", words !== "");
  root.querySelector(".clock").textContent = words || clockTime.format(now);
  root.querySelector(".day").textContent = words ? "" : formats[data.locale].format(now);
  nightly(words === "");
}

function status(root, data) {
  const text = JSON.stringify({ ...data, answered: "", beat: 0, frozen: "" });
  if (root.dataset.shown !== text) {
    root.dataset.shown = text;
    root.replaceChildren();
    if (data.demo) el(root, "span", "demo", data.demo);
    const fresh = el(root, "span", "block");
    el(fresh, "span", "as-of", data.asOf);
    el(fresh, "span", "age", data.age);
    const now = el(root, "span", "block");
    el(now, "span", "clock");
    el(now, "span", "day");
  }
  if (beats.get(root)?.beat !== data.beat) beats.set(root, { beat: data.beat, at: performance.now() });
  document.documentElement.style.setProperty("--fj-answered", JSON.stringify(data.answered));  // the banner says it
  strike(root, data);
  clearInterval(clocks.get(root));
  const timer = setInterval(() => strike(root, data), 1000);
  clocks.set(root, timer);
  return () => clearInterval(timer);
}
