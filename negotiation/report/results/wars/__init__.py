"""What is said of a war as it unfolds, of its fan, of other equilibria of it."""
