// What each position of the slider under the hand means, as the server said it before the slider was moved.
const shared = (window.negotiation ??= { sliders: new Map(), line: null });

export default function ({ data }) {
  shared.ahead = data;
  for (const slider of shared.sliders.values()) slider.look();
}
