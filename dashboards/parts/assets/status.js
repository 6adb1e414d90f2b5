// How old the data are, and the time in China, ticking while there is a connection. Text only.
const clocks = new WeakMap();
const time = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "short" });

function add(parent, name, words) {
  const node = document.createElement("span");
  node.className = name;
  if (words !== undefined) node.textContent = words;
  parent.appendChild(node);
  return node;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const text = JSON.stringify({ ...data, answered: "" });
  if (root.dataset.shown !== text) {
    root.dataset.shown = text;
    root.replaceChildren();
    if (data.demo) add(root, "demo", data.demo);
    const fresh = add(root, "block");
    add(fresh, "as-of", data.asOf);
    add(fresh, "age", data.age);
    const now = add(root, "block");
    add(now, "clock");
    add(now, "day");
  }
  document.documentElement.style.setProperty("--fj-answered", JSON.stringify(data.answered));  // the banner says it
  const tick = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const away = app !== null && app.dataset.testConnectionState !== "CONNECTED";
    root.classList.toggle("away", away);
    if (away) {
      root.querySelector(".clock").textContent = data.away;
      root.querySelector(".day").textContent = "";
      return;
    }
    const now = new Date();
    root.querySelector(".clock").textContent = time.format(now);
    root.querySelector(".day").textContent = day.format(now);
  };
  tick();
  clearInterval(clocks.get(root));
  const timer = setInterval(tick, 1000);
  clocks.set(root, timer);
  return () => clearInterval(timer);
}
