"""Whether the server has answered all that a page asked of it: a page says "not running" until a run begins.

A click asks for a run; what stands there until the run begins looks finished, and what is read or opened then is of the
page before. So each message that asks for a run is noted as it leaves, and the end of a run that began after it.
"""

from __future__ import annotations

LISTEN = """{
const ASKS = (11 << 3) | 2, BEGINS = 4, ENDS = 6, FOR_ANOTHER = 2;  // BackMsg.rerun_script; of ForwardMsg and its enum

const number = (bytes, at) => {
  let found = 0, k = 0;
  do { found += (bytes[at] & 127) * 2 ** (7 * k++); } while (bytes[at++] > 127);
  return [found, at];
};

const fields = function* (bytes) {
  for (let at = 0, tag, value; at < bytes.length;) {
    [tag, at] = number(bytes, at);
    [value, at] = number(bytes, at);
    yield [tag >> 3, value];
    if ((tag & 7) === 2) at += value;
  }
};

window.asked = { open: false, begun: false };
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    Object.assign(asked, { open: false, begun: false });
    this.addEventListener("message", ({ data }) => {
      if (!(data instanceof ArrayBuffer)) return;
      for (const [field, value] of fields(new Uint8Array(data))) {
        if (field === BEGINS) asked.begun = true;
        if (field === ENDS && asked.begun && value !== FOR_ANOTHER) asked.open = false;
      }
    });
  }

  send(data) {
    if (data[0] === ASKS) Object.assign(asked, { open: true, begun: false });
    super.send(data);
  }
};
}"""

ANSWERED = """() => {
  const app = document.querySelector('[data-testid=stApp]')?.dataset;
  return app?.testConnectionState === 'CONNECTED' && app.testScriptState === 'notRunning' && !window.asked?.open
    && !window.negotiation?.line?.unheard?.length
    && document.querySelector('[data-testid=answer]') && !document.querySelector('[data-testid=stSkeleton]');
}"""
"""Nothing is on its way to the server, nor back."""
