// A list that is open goes with its field while the field is in view. Streamlit's closes at every scroll of what the field
// stands in, and most of those nobody made: where a run draws something of another height above, the browser scrolls by as
// much, so that all stays where it was. The list places itself again at a `resize` of what the field stands in.
const LISTED = '[role="combobox"][aria-expanded="true"]';

function inView(field, scroller) {
  const at = field.getBoundingClientRect(), around = scroller.getBoundingClientRect();
  return at.top >= around.top && at.bottom <= around.bottom;
}

window.negotiation.lists ??= (addEventListener("scroll", (event) => {
  const scroller = event.target === document ? document.documentElement : event.target, field = document.querySelector(LISTED);
  if (!field || !scroller.contains(field) || !inView(field, scroller)) return;
  event.stopImmediatePropagation();
  event.target.dispatchEvent(new Event("resize"));
}, true), true);
