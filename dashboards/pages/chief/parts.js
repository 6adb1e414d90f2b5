// Parts of a scene: of more tiles than the shape of the wall has room for, each part shows as many as there is room for.
// Which part of which scene is shown, and how many there are, stands at the page's root: the tiles and the carousel read it.
const PARTS_CHANGED = "fj-parts";

function shownPart(scene) {
  const { fjPart, fjPartOf } = document.documentElement.dataset;
  return fjPartOf === scene ? Number(fjPart) : 0;
}

const partCount = () => Number(document.documentElement.dataset.fjParts) || 1;

function showPart(scene, part) {
  Object.assign(document.documentElement.dataset, { fjPartOf: scene, fjPart: part });
  document.dispatchEvent(new Event(PARTS_CHANGED));
}
