"""A slider with its typed number, in the page itself, and the line that carries its moves.

While it moves, the browser's value is the truth. Every move carries a number; the server answers with the last number
it took up, and the browser shows a value of the server's only where nothing of its own is still to be taken up. So an
echo is known by what was sent, however long it was on its way, and no clock has to guess.

    slider.js -> line.js -> sent.moves -> state.hear -> the scenario -> line -> line.js -> slider.js
"""

from negotiation.view.slider.draw import LINE, Face, line, sheet, slider
from negotiation.view.slider.sent import Move, Visited, moves

__all__ = ["LINE", "Face", "Move", "Visited", "line", "moves", "sheet", "slider"]
