// What the positions of some sliders mean, as the server said it before they are moved.
const shared = (window.negotiation ??= { sliders: new Map(), line: null });

export default function ({ data }) {
  shared.ahead = data;
  for (const slider of shared.sliders.values()) slider.look();
}
