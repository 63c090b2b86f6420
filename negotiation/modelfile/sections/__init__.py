"""Sections of a file with rules of their own: what is bargained over, how the war unfolds, what is guessed."""
