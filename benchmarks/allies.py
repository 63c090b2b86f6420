"""What a slider position of "Who should ally?" computes: worths, values, nucleolus, vote, structures; 100 weights."""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time

import numpy as np

from negotiation.alliances import Coalitions, Voting, coalitions
from negotiation.library import load
from negotiation.model import Model


def run() -> Iterator[str]:
    model, times = load("geneva-2016"), []
    _position(model, 0.5)
    for control in np.linspace(0.011, 0.989, 60).tolist():
        began = process_time()
        _position(model, control)
        times.append(1000 * (process_time() - began))
    yield (f"allies: geneva-2016, 60 slider positions: median {np.median(times):.0f} ms, "
           f"95 % below {np.percentile(times, 95):.0f} ms of processor time")
    began = process_time()
    Voting(2600, list(range(1, 101))).shapley_shubik  # noqa: B018
    yield f"allies: 100 weighted members: {process_time() - began:.2f} s"


def _position(model: Model, control: float) -> Coalitions:
    found = coalitions(model, control=control)
    found.shapley(), found.nucleolus(), found.structures, found.votes[0].shapley_shubik
    return found


if __name__ == "__main__":
    for line in run():
        print(line)
