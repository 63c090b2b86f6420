"""What can be said of a box, and the constants both kernels share."""

DROP, SPLIT, ROOT, FLAT, DOUBT = 0, 1, 2, 3, 4
"""No equilibrium in it; undecided; exactly one root of its square system near it, and that root an equilibrium with
all weights of its support positive and no other strategy as good; every profile in it one, up to rounding; exactly
one root near it, of which floating point cannot tell the sign of a weight or of a gain."""

INFLATION = 1.25
"""Existence and uniqueness are proved on a box wider by this factor, so that no root hides on a shared border."""

KEPT, PASSES = 0.9, 6
"""A box of which the bounds keep less than this share of the volume is bounded again, so many times at most."""

NEWTON_STEPS = 12
"""Newton steps from a proved box to its root; convergence is quadratic."""

WIDE = 1 / 8
"""A coordinate is bisected only if it is at least this share of the widest, or a box would never get narrow."""

LEVEL = 1 - 1e-9
"""Numbers nearer than this share are equal where boxes are chosen, so that rounding does not choose."""

WORST = 1e14
"""A system whose inverse and matrix have largest entries of this product is taken for singular."""

NARROW = 2.0 ** -18
"""Finest width in floating point."""
