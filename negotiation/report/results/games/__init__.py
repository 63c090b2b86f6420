"""Games, their equilibria, sweeps of them, and what solvers trace."""
