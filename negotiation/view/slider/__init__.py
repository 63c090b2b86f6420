"""A slider with its typed number, in the page itself, and the line that carries its moves.

While it moves, the browser's value is the truth. Every move carries a number; the server answers with the last number
it took up, and the browser shows a value of the server's only where nothing of its own is still to be taken up. So an
echo is known by what was sent, however long it was on its way, and no clock has to guess.

    slider.js -> line.js -> sent.moves -> state.hear -> the scenario -> line -> line.js -> slider.js

What the positions of the slider under the hand mean was sent before it is moved (`ahead`), so that the browser can show
it at once; it is looked up there, never computed.
"""

from negotiation.view.slider.draw import LINE, Face, ahead, code, line, sheet, slider
from negotiation.view.slider.sent import Clicked, Move, Sent, Visited, hand, moves

__all__ = [
    "LINE", "Clicked", "Face", "Move", "Sent", "Visited", "ahead", "code", "hand", "line", "moves", "sheet", "slider",
]
