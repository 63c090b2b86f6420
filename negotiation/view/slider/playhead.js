// The play-head of the ribbon goes with the thumb at once; the server draws it there a round trip later.
// What is drawn meanwhile of an older value is put right as soon as it is drawn.
const heads = new Map(), widths = new WeakMap();

// Measured once a drawing: to measure, the browser must lay out the whole page, and this is asked at every change of it.
function width(plane) {
  const drawn = plane.getAttribute("d");
  if (widths.get(plane)?.drawn !== drawn) widths.set(plane, { drawn, wide: plane.getBBox().width });
  return widths.get(plane).wide;
}

function place(mark, share, words) {
  const wide = width(mark.closest("svg").querySelector("path.background"));
  const list = mark.transform.baseVal, at = list.numberOfItems ? list.getItem(0).matrix.f : 0, wanted = `translate(${share * wide},${at})`;
  if (mark.getAttribute("transform") !== wanted) mark.setAttribute("transform", wanted);
  if (mark.tagName === "text" && mark.textContent !== words) mark.textContent = words;
}

function draw_head(name) {
  for (const mark of document.querySelectorAll(`g.head_${name}_marks > :first-child, g.head_words_${name}_marks > :first-child`))
    place(mark, ...heads.get(name));
}

function follow_head(name, share, words) { heads.set(name, [share, words]); draw_head(name); }

function leave_head(name) { heads.delete(name); }

new MutationObserver(() => { for (const name of heads.keys()) draw_head(name); })
  .observe(document.body, { subtree: true, childList: true, attributeFilter: ["transform"] });
