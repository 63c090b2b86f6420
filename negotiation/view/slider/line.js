// The line between this browser and its session: what was moved here and is not taken up yet, and the address bar.
//
// Each move has a number. The server says up to which number it took moves up (`heard`); what lies beyond is `unheard` and
// sent again with every message, so that nothing hangs on one message arriving. A held thumb sends one value at a time, the
// newest; a key, a release, a typed number is sent at once. A new session (a server that restarted) is told where we stand.
// Buttons that move sliders (`data.clicks`) are numbered among the moves too, and done at their place; what a key after one of
// them moves is known when that is taken up, so the key waits until then.
// Every entry of the browser's history keeps the values that stood there, so that a step shows them before the server answers.
const shared = (window.negotiation ??= { sliders: new Map(), line: null });
const CONNECTION = "data-test-connection-state", SCRIPT = "data-test-script-state";
const KEEP = ["embed", "embed_options"];

class Line {
  session = null; n = 0; sent = 0; heard = 0; unheard = []; waiting = []; data = null; held = false; hand = ""; replace = true; lost = false;

  constructor() {
    addEventListener("popstate", () => this.step());
    addEventListener("click", (event) => this.click(event), true);
    // What was sent while the connection was lost is gone: Streamlit takes the session up again without asking for it. What was sent
    // just after may be gone too: until nothing is unheard, it is sent again whenever the server comes to rest.
    new MutationObserver((changes) => this.look(changes.some((each) => each.attributeName === CONNECTION)))
      .observe(document.body, { subtree: true, attributeFilter: [CONNECTION, SCRIPT] });
    // Streamlit follows the system's light and dark at once, but tells the server only with the next message.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.transmit());
  }

  take(move) {
    const held = Boolean(move.held), same = (each) => each.gesture === move.gesture && each.name === move.name && "value" in each;
    const last = this.unheard.at(-1);
    if (last && "value" in move && same(last)) this.unheard.pop();
    this.replace = "query" in move;
    this.unheard.push({ n: ++this.n, ...move });
    this.held = held;
    if (!held || this.sent <= this.heard) this.transmit();
  }

  // A key that follows moves the value that was gone back to, not the one that was left.
  step() {
    this.take({ query: location.search, stands: history.state?.stands ?? [] });
    this.show();
  }

  // In Streamlit's place, which would send a message of its own; as long as there is no line yet it does.
  click(event) {
    const pressed = event.target.closest?.("button"), name = this.named(pressed);
    if (!name || pressed.disabled || !this.send) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    this.take({ click: name });
  }

  // The key of a button that is done in its place among the moves.
  named(pressed) {
    for (let each = pressed; each; each = each.parentElement) {
      const key = [...each.classList].map((name) => name.replace(/^st-key-/, "")).find((name) => kind(name) in (this.data?.clicks ?? {}));
      if (key) return key;
    }
    return null;
  }

  // Whether a button was pressed whose effect on the sliders is not known here yet.
  waits() { return this.unheard.some((each) => each.click && this.data?.clicks[kind(each.click)]); }

  // Do it now, or when all buttons that were pressed are taken up.
  then(act) {
    if (this.waits() || this.waiting.length) this.waiting.push(act);
    else act();
  }

  look(line) {
    this.lost ||= !connected();
    if (this.lost && this.unheard.length && connected() && (line || rests())) this.transmit();
  }

  show() { for (const slider of shared.sliders.values()) slider.follow(this); }

  // The slider under the hand: the server sends ahead what its positions mean.
  touch(name) {
    if (this.hand === name) return;
    this.hand = name;
    if (!shared.ahead?.[name]) this.transmit();
  }

  // The value of a slider that the server has not taken up yet: moved there, or gone back to.
  own(model, name) {
    const found = this.unheard.map((each) => each.stands
      ? each.stands.find((one) => one.model === model)?.values[name]
      : each.model === model && each.name === name ? each.value : undefined);
    return found.findLast((each) => each !== undefined);
  }

  transmit() {
    if (!this.send) return;
    this.sent = this.n;
    this.send("sent", { session: this.session, moves: this.unheard.map(({ stands, ...each }) => each), hand: this.hand,
      dark: matchMedia("(prefers-color-scheme: dark)").matches });
  }

  follow(data, send) {
    this.send = send;
    const before = this.session;
    this.session = data.session;
    if (before !== null && before !== data.session) this.retell(data.query);
    else {
      this.heard = data.heard;
      this.unheard = this.unheard.filter((each) => each.n > data.heard);
    }
    this.data = data;
    this.show();
    if (this.unheard.length) { if (this.sent <= this.heard) this.transmit(); }
    else {
      this.lost = false;
      if (!this.held) this.publish(data);
    }
    if (!this.waits()) for (const act of this.waiting.splice(0)) act();
  }

  retell(query) {
    const stands = search(query) === search(location.search) ? [] : [{ query: location.search, stands: history.state?.stands ?? [] }];
    this.unheard = [...stands, ...this.unheard].map((each) => ({ ...each, n: ++this.n }));
    this.heard = 0;
  }

  publish({ query, draft, ...main }) {
    const wanted = search(query), here = wanted === search(location.search), how = here || this.replace ? "replaceState" : "pushState";
    const stands = [main, ...(draft ? [draft] : [])].map(({ model, values }) => ({ model, values }));
    this.replace = false;
    if (here && JSON.stringify(history.state?.stands) === JSON.stringify(stands)) return;
    history[how]({ ...history.state, stands }, "", here ? location.href : `${location.pathname}?${wanted}${location.hash}`);
  }
}

function kind(key) { return key.replace(/\d+$/, "#"); }

function connected() { return document.querySelector(`[${CONNECTION}="CONNECTED"]`) !== null; }

function rests() { return document.querySelector(`[${SCRIPT}="notRunning"]`) !== null; }

// A query string in one spelling, with what belongs to the frame that the page is shown in.
function search(query) {
  const wanted = new URLSearchParams(query);
  for (const name of KEEP) {
    const kept = new URLSearchParams(location.search).getAll(name);
    wanted.delete(name);
    for (const value of kept) wanted.append(name, value);
  }
  return wanted.toString();
}

// Whoever opens another model reads it from its top; a telephone would stay far down the page where it was opened.
function top(element) {
  for (let each = element; each; each = each.parentElement ?? each.getRootNode().host) each.scrollTop = 0;
}

export default function ({ data, setStateValue, parentElement }) {
  shared.line ??= new Line();
  const before = shared.line.data?.model;
  shared.line.follow(data, setStateValue);
  if (before !== undefined && before !== data.model) top(parentElement);
}
