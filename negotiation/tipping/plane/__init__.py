"""Over two parameters: which equilibria stand where, and the borders between them."""
