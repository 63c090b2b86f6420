"""Texts that nobody would write, against everything that reads a user's text: `python -m tests.fuzz PART --seconds N`.

`parts.py` says what is read and what must hold, `mutate.py` makes the texts from real files, `limits.py` runs them in a
process of its own that ends where one takes too long or too much memory. What was found is kept in `found/PART/`, and
`tests/test_fuzz.py` reads it again.
"""
