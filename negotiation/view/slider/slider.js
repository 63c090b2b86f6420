// A slider around the browser's own range input, and its typed number. Fixed text: what a model says enters as text only.
const shared = (window.negotiation ??= { sliders: new Map(), line: null });
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
let gestures = 0;

function made(name, attributes = {}, ...inside) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...inside);
  return node;
}

class Slider {
  dragging = false; keyed = false; open = false; gesture = 0; value = null; dirty = false; typed = null;

  constructor(place, id) {
    this.id = id;
    this.label = made("label", { for: id });
    this.ask = made("button", { type: "button", class: "n-ask", "aria-expanded": "false", "aria-controls": `${id}-help` }, "?");
    this.back = made("button", { type: "button", class: "n-back" }, "\u21ba");
    this.field = made("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-describedby": `${id}-fault` });
    this.unit = made("span", { class: "n-unit", "aria-hidden": "true" });
    this.range = made("input", { type: "range", id, step: "any", disabled: "", "aria-describedby": `${id}-ends` });
    this.mark = made("i", { "aria-hidden": "true" });
    this.ends = made("div", { class: "n-ends", id: `${id}-ends` }, made("span"), made("span"));
    this.fault = made("p", { class: "n-fault", role: "alert", id: `${id}-fault` });
    this.help = made("div", { class: "n-help", id: `${id}-help`, hidden: "" });
    this.tips = made("div", { class: "n-tips", "aria-hidden": "true" });
    this.ahead = made("p", { class: "n-ahead", "aria-live": "off", hidden: "" }, made("b"), made("span"));
    this.root = made("div", { class: "n-slider" },
      made("div", { class: "n-slider-head" }, this.label, this.ask, this.back, made("span", { class: "n-typed" }, this.field, this.unit)),
      this.help, made("div", { class: "n-track" }, this.range, this.mark, this.tips), this.ends, this.ahead, this.fault);
    place.append(this.root);
    this.listen();
  }

  listen() {
    const { range, field } = this;
    this.ask.onclick = () => this.ask.setAttribute("aria-expanded", String(!(this.help.hidden = !this.help.hidden)));
    this.back.onclick = () => { this.move(this.face.base, false, ++gestures); field.focus(); };
    range.onpointerdown = (event) => {
      range.setPointerCapture(event.pointerId);
      this.dragging = true; this.keyed = false; this.gesture = ++gestures;
      this.look();
    };
    range.onfocus = range.onpointerenter = () => { if (this.main()) shared.line?.touch(this.face.name); };
    range.oninput = () => {
      if (!this.dragging) { this.gesture = ++gestures; this.keyed = false; }
      this.move(this.nearest(Number(range.value)), this.dragging);
    };
    range.onchange = range.onpointerup = range.onpointercancel = range.onlostpointercapture = () => this.release();
    range.onkeydown = (event) => this.key(event);
    range.onkeyup = (event) => { if (event.key in KEYS) this.settle(); };
    range.onblur = () => { this.release(); this.settle(); this.keyed = false; this.look(); };
    field.oninput = () => { this.dirty = true; };
    field.onchange = () => this.type();
    field.onkeydown = (event) => {
      if (event.key === "Enter") this.type();
      if (event.key === "Escape") this.forget();
    };
    field.onblur = () => { if (!this.dirty) this.show(); };
  }

  take(face) {
    this.face = face;
    const { range, label, field, help, ends } = this;
    Object.assign(range, { min: face.low, max: face.high, name: face.name });
    label.textContent = face.label;
    this.ask.setAttribute("aria-label", `About ${face.label}`);
    this.back.setAttribute("aria-label", `Reset ${face.label}`);
    field.setAttribute("aria-label", `${face.label}, typed`);
    this.unit.textContent = face.unit === "%" ? "%" : "";
    help.replaceChildren(...face.help.map((each) => made("p", {}, each)));
    this.ask.hidden = !face.help.length;
    face.ends.forEach((each, k) => { ends.children[k].textContent = each; });
    this.mark.style.setProperty("--at", this.share(face.base));
    if (shared.line?.data) this.follow(shared.line);
  }

  // A value for this slider from the line: our own while it is not taken up, else the server's; never under a held thumb.
  follow(line) {
    const { model, name } = this.face, said = [line.data, line.data.draft].find((each) => each?.model === model);
    if (!said || !(name in said.values) || this.dragging) return;
    const own = line.own(model, name), [refused, why] = said.refused, before = this.value;
    this.value = own ?? said.values[name];
    // A text that was refused stays as it was typed, until something else, an undo or a step back, moves this slider.
    const moved = this.value !== before;
    if (this.fault.textContent && moved) this.dirty = false;
    if (own === undefined) {
      if (refused === name && this.typed !== null) { this.field.value = this.typed; this.dirty = true; }
      this.typed = null;
      this.say(refused === name ? `Not changed: ${why}` : this.dirty ? this.fault.textContent : "");
    } else if (moved && !this.dirty) this.say("");
    this.show();
  }

  move(value, held, gesture = this.gesture) {
    this.value = tidy(value);
    this.open = held;
    this.forget();
    shared.line?.take({ model: this.face.model, name: this.face.name, value: this.value, gesture, held });
  }

  // Send what was last shown as where it came to rest.
  settle() { if (this.open) this.move(this.value, false); }

  release() { if (this.dragging) { this.dragging = false; this.settle(); if (shared.line?.data) this.follow(shared.line); this.look(); } }

  // Keys go to the next step of the grid, in whole steps; keys in a row are one gesture.
  key(event) {
    const by = KEYS[event.key];
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (shared.line?.waits()) shared.line.then(() => this.step(by, false));
    else this.step(by, event.repeat);
  }

  step(by, held) {
    const { low, high, step } = this.face;
    if (!this.keyed) { this.keyed = true; this.gesture = ++gestures; }
    const at = tidy((this.value - low) / step), next = Number.isInteger(at) ? at + by : by > 0 ? Math.floor(at) + by : Math.ceil(at) + by;
    const to = Math.min(high, Math.max(low, Number.isFinite(by) ? low + next * step : by < 0 ? low : high));
    if (tidy(to) !== this.value) this.move(to, held);
  }

  nearest(value) {
    const { low, high, step } = this.face, on = low + Math.round((value - low) / step) * step;
    return Math.min(high, Math.max(low, value === high ? high : on));
  }

  type() {
    if (!this.dirty) return;
    if (!this.field.value.trim()) { this.forget(); return; }
    const found = read(this.field.value, this.face);
    if (found.fault) { this.say(found.fault); return; }
    this.keyed = false;
    this.typed = this.field.value;
    this.move(found.value, false, ++gestures);
  }

  forget() { this.dirty = false; this.say(""); this.show(); }

  say(text) {
    if (this.fault.textContent !== text) this.fault.textContent = text;
    this.field.setAttribute("aria-invalid", String(Boolean(text)));
  }

  // Whether it belongs to the open model; others, of a draft, move no chart.
  main() { return shared.line?.data?.model === this.face.model; }

  // What the server sent ahead on this slider, while all others stand where it said.
  known() {
    const { line } = shared, { model, name } = this.face, ahead = shared.ahead?.[name];
    if (!line?.data || ahead?.model !== model || line.data.model !== model) return null;
    const stands = ([each, value]) => (line.own(model, each) ?? line.data.values[each]) === value;
    return Object.entries(ahead.fixed).every(stands) ? ahead : null;
  }

  look() {
    const known = this.known(), { low, step } = this.face, at = tidy((this.value - low) / step);
    const moving = this.dragging || this.keyed, said = known && moving && Number.isInteger(at) ? known.names[at] : undefined;
    this.ahead.hidden = said === undefined;
    if (said !== undefined) [said, known.tips[at]].forEach((each, k) => { this.ahead.children[k].textContent = each; });
    if (this.marks === known?.marks) return;
    this.marks = known?.marks;
    this.tips.replaceChildren(...(known?.marks ?? []).map((each) => {
      const tick = made("i");
      tick.style.setProperty("--at", each);
      return tick;
    }));
  }

  share(value) { return (value - this.face.low) / ((this.face.high - this.face.low) || 1); }

  show() {
    const { range, field, value, face } = this, text = String(tidy(value * face.scale));
    if (value === null) return;
    range.disabled = false;
    if (Number(range.value) !== value) range.value = value;
    range.setAttribute("aria-valuetext", `${text} ${face.unit}`.trim());
    range.style.setProperty("--at", this.share(value));
    if (!this.dirty) field.value = text;
    if (this.main()) follow_head(face.name, this.share(value), `now ${text} ${face.unit}`.trim());
    this.root.classList.toggle("n-changed", Math.abs(value - face.base) > 1e-9);
    this.look();
  }
}

// Every run sends each component's script again, so the sliders share this one and bring only `mount.js`.
const held = new Map();

// Where a connection breaks in the middle of a page, Streamlit takes the sliders away and mounts them anew: the one that the
// keys went to has them again, unless something else got them meanwhile.
let focused = "";
addEventListener("focusin", (event) => { focused = event.target.id; }, true);
addEventListener("pointerdown", () => { focused = ""; }, true);

shared.mount = ({ data, parentElement }) => {
  const key = `${data.model}_${data.name}${data.place ? `_${data.place}` : ""}`;
  if (!held.has(parentElement)) held.set(parentElement, new Slider(parentElement, `slider-${key}`));
  const slider = held.get(parentElement);
  shared.sliders.set(key, slider);
  slider.take(data);
  if (focused === slider.id && document.activeElement === document.body) slider.range.focus({ preventScroll: true });
};

shared.unmount = (parentElement) => {
  const slider = held.get(parentElement);
  if (!slider) return;
  slider.release(); slider.settle();
  held.delete(parentElement);
  if (slider.main()) leave_head(slider.face.name);
  for (const [key, each] of shared.sliders) if (each === slider) shared.sliders.delete(key);
  slider.root.remove();
};

export default function () {
  for (const component of shared.waiting ?? []) shared.mount(component);
  shared.waiting = [];
}
