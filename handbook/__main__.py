"""`python -m handbook` writes the pages that are made from code and models; `... notebooks` runs those first."""

import sys

from handbook import notebooks, write

if sys.argv[1:] == ["notebooks"]:
    for name in notebooks.NAMES:
        notebooks.write(name)
write()
