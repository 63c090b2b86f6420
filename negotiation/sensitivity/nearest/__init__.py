"""The smallest change of all guesses together that ends an equilibrium, or lets another one join."""
