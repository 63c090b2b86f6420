"""Sections of a file with rules of their own: bargains, how the war unfolds, what is guessed, who allies."""
