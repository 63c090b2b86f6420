// Hands a slider's place and data to slider.js, which may come later.
const shared = (window.negotiation ??= { sliders: new Map(), line: null });

export default function (component) {
  if (shared.mount) shared.mount(component);
  else (shared.waiting ??= []).push(component);
  return () => shared.unmount?.(component.parentElement);
}
