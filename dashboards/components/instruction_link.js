// A small link to the form of an instruction, filled in. It shows where one points, and always where one cannot point.
function instructionLink(parent, href, label, text) {
  if (!href) return null;
  const link = el(parent, "a", "instruction-link", text);
  link.href = href;
  link.title = label;
  link.setAttribute("aria-label", label);
  return travelling(link);
}
