"""Moves that go along with their neighbours': what makes them hard to find.

A pixel that moves as the one beside it did leaves the difference between them as it was, and
differences are what detectors look at (B. Li, M. Wang, X. Li, S. Tan and J. Huang, A strategy of
clustering modification directions in spatial image steganography, 2015; T. Denemark and J.
Fridrich, Improving steganographic security by synchronizing the selection channel, 2015). There a
picture is cut into lattices that are written one after the other; here the segments are, which a
placement key has spread over the picture.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

_CHEAPER: Final = np.float32(9)  # by what a move that goes along is divided


class Company:
    """The moves of a picture's pixels so far, one value for each pixel.

    Where a pixel has several values, the first moves all of it, and the others keep no company.
    """

    def __init__(self, pixels: int, row: int, places: NDArray[np.uint32], values: int) -> None:
        """``places`` [n]: the numbers of the pixels, in the order in which they move.

        ``row``: how many pixels lie beside each other; ``values``: how many values each has.
        """
        self._row, self._places, self._values = row, places, values
        self._moves = np.zeros(pixels, np.int8)

    def told(self, first: int, values: NDArray[np.uint8], moved: NDArray[np.uint8]) -> None:
        """Take note of what became of the values from ``first`` on."""
        lead = -first % self._values
        steps = (moved - values).view(np.int8)[lead :: self._values]
        begin = (first + lead) // self._values
        self._moves[self._places[begin : begin + len(steps)]] = steps

    def shares(self, first: int, last: int) -> NDArray[np.float32]:
        """What costs are times, down and up, float32 [last - first,2]."""
        lead = -first % self._values
        begin, end = (first + lead) // self._values, -(-last // self._values)
        shares = np.ones((last - first, 2), np.float32)
        shares[lead :: self._values] = _shares(self._moves, self._row, self._places[begin:end])
        return shares


@numba.njit(cache=True, nogil=True)
def _shares(moves: NDArray[np.int8], row: int, places: NDArray[np.uint32]) -> NDArray[np.float32]:
    shares = np.ones((len(places), 2), np.float32)
    for i in range(len(places)):
        place = np.int64(places[i])
        column, around = place % row, np.int64(0)
        if column > 0:
            around += moves[place - 1]
        if column < row - 1:
            around += moves[place + 1]
        if place >= row:
            around += moves[place - row]
        if place + row < len(moves):
            around += moves[place + row]
        if around != 0:
            shares[i, int(around > 0)] = 1 / _CHEAPER
    return shares
