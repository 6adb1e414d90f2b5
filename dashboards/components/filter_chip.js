// Opens and closes the choices of a page on a telephone; whether they are open stands at the page's root.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root"), page = document.documentElement.dataset;
  const button = root.firstChild ?? el(root, "button", "", data.label);
  button.type = "button";
  const show = () => button.setAttribute("aria-expanded", String(page.fjFilters === "open"));
  button.onclick = () => {
    page.fjFilters = page.fjFilters === "open" ? "" : "open";
    show();
  };
  show();
}
