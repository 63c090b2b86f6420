"""Finite horizons, stationary equilibria, and the rules that choose among them."""
