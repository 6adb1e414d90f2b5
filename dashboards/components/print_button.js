// Opens the browser's own dialog of printing.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  if (root.firstChild) return;
  el(root, "button", "", data.label).onclick = () => window.print();
}
