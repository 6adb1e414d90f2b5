// A line on what was chosen, such as a unit that there is not. Text only; nothing where there is nothing to say.
function choiceNote(root, text) {
  if (root.textContent !== text) root.textContent = text;
}
