"""`python -m handbook` writes the pages that are made from the code and the models."""

from handbook import write

write()
