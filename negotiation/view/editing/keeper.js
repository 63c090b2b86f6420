// Keeps in the browser what the server may lose. Fixed text: what a user typed only ever passes through as data.
//
// localStorage:   the texts of drafts and own models by their names, to bring them back to a server that lost them.
// sessionStorage: what the text field shows and the server does not have yet, with the server's text it was typed into.
const KEPT = "negotiation.kept.", TYPED = "negotiation.typed", MOST = 12, SETTLED = 400;

const attempt = (action) => { try { return action(); } catch { return null; } };
const area = () => document.querySelector(".st-key-editor textarea");

function keep(name, text, suffix) {
  const value = JSON.stringify({ text, suffix, at: Date.now() });
  const held = attempt(() => JSON.parse(localStorage.getItem(KEPT + name)));
  if (held && held.text === text) return;
  const names = Object.keys(localStorage).filter((each) => each.startsWith(KEPT) && each !== KEPT + name);
  const at = (each) => attempt(() => JSON.parse(localStorage.getItem(each)).at) || 0;
  names.sort((one, two) => at(one) - at(two));
  while (names.length >= MOST) localStorage.removeItem(names.shift());
  for (;;) {
    try { localStorage.setItem(KEPT + name, value); return; }
    catch { if (!names.length) return; localStorage.removeItem(names.shift()); }
  }
}

// The names of all that is kept here, the latest first.
function held() {
  const at = (name) => attempt(() => JSON.parse(localStorage.getItem(KEPT + name)).at) || 0;
  const names = Object.keys(localStorage).filter((each) => each.startsWith(KEPT)).map((each) => each.slice(KEPT.length));
  return names.sort((one, two) => at(two) - at(one));
}

class Keeper {
  session = null; listed = null; server = null; offering = false; sent = new Set(); unsaved = false;

  constructor() {
    document.addEventListener("input", (event) => {
      if (event.target.closest?.(".st-key-editor")) this.hold(event.target.value);
      else if (event.target.closest?.('[data-testid="stForm"]')) this.unsaved = true;
    }, true);
    addEventListener("beforeunload", (event) => { if (this.unsaved) event.preventDefault(); });
  }

  hold(text) {
    attempt(() => text === this.server
      ? sessionStorage.removeItem(TYPED)
      : sessionStorage.setItem(TYPED, JSON.stringify({ base: this.server, text })));
  }

  update(data, send) {
    for (const [name, text, suffix] of data.kept) attempt(() => keep(name, text, suffix));
    const found = data.wanted.filter((name) => !this.sent.has(data.session + name)).map((name) => {
      this.sent.add(data.session + name);
      const held = attempt(() => JSON.parse(localStorage.getItem(KEPT + name)));
      return held && { name, text: held.text, suffix: held.suffix };
    }).filter(Boolean);
    if (found.length) { send("back", found); return; }
    if (data.listing && this.listed !== data.session) {
      this.listed = data.session;
      const names = attempt(held) || [];
      if (names.length) { send("held", names); return; }
    }
    if (this.offering && !data.offering) attempt(() => sessionStorage.removeItem(TYPED));
    this.offering = data.offering;
    this.unsaved = false;
    this.server = data.editor;
    if (data.editor === null || data.offering) return;
    const typed = attempt(() => JSON.parse(sessionStorage.getItem(TYPED)));
    if (typed && typed.text === data.editor) attempt(() => sessionStorage.removeItem(TYPED));
    if (this.session !== data.session) {
      this.session = data.session;
      if (typed && typed.text !== data.editor) {
        send("typed", { text: typed.text, fits: typed.base === data.editor });
        return;
      }
    }
    setTimeout(() => { if (this.server === data.editor && !this.offering && area()) this.hold(area().value); }, SETTLED);
  }
}

export default function ({ data, setTriggerValue }) {
  window.negotiationKeeper ??= new Keeper();
  window.negotiationKeeper.update(data, setTriggerValue);
}
