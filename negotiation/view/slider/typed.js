// Reads a number as people type it: 62, 62 %, 0.62, 0,62, 5/8. Returns {value} in the slider's own unit, or {fault}.
const PLAIN = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;

function figure(text) {
  const found = text.replace(/[\u2212\u2013]/g, "-").replace(/[\s\u00a0\u202f']/g, "");
  return PLAIN.test(found) ? Number(found.replace(",", ".")) : NaN;
}

function ratio(text) {
  const parts = text.split("/");
  return parts.length === 2 ? figure(parts[0]) / figure(parts[1]) : NaN;
}

// The unit may be typed too. Of a percentage, a fraction below 1 typed without a sign is the share itself: 0.62 is 62 %.
function read(typed, face) {
  const cut = typed.trim().slice(0, 60), percent = /%\s*$/.test(cut), share = face.scale === 100;
  let bare = percent ? cut.replace(/%\s*$/, "") : cut;
  if (face.unit && !percent && bare.toLowerCase().endsWith(face.unit.toLowerCase())) bare = bare.slice(0, -face.unit.length);
  bare = bare.trim();
  const said = `allowed: ${face.bounds[0]} to ${face.bounds[1]}`;
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(bare))
    return { fault: `\u201c${cut}\u201d can be read in two ways; write ${bare.replace(",", "")} or ${bare.replace(",", ".")}` };
  const fraction = bare.includes("/"), number = fraction ? ratio(bare) : figure(bare);
  if (!Number.isFinite(number) || (percent && !share)) return { fault: `\u201c${cut}\u201d is not a number here; ${said}` };
  const whole = share && !percent && (fraction || (Math.abs(number) < 1 && number !== 0));
  const value = tidy(share && !whole ? number / 100 : number);
  return value >= face.low && value <= face.high ? { value } : { fault: `\u201c${cut}\u201d is outside the range; ${said}` };
}

function tidy(number) { return Number(number.toPrecision(12)); }
