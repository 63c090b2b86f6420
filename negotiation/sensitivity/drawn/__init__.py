"""Guesses drawn, what holds in each, and shares of them with their errors."""
