"""Residuals of the spatial rich model: what a pixel differs from what its neighbours foretell.

J. Fridrich, J. Kodovsky, Rich models for steganalysis of digital images, 2012.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.int8]
Joining = Callable[..., Any]  # np.minimum or np.maximum

_STEPS: Final = {
    "R": (0, 1),
    "L": (0, -1),
    "U": (-1, 0),
    "D": (1, 0),
    "RU": (-1, 1),
    "LU": (-1, -1),
    "RD": (1, 1),
    "LD": (1, -1),
}
KB: Final = np.array([[-1, 2, -1], [2, -4, 2], [-1, 2, -1]])
KV: Final = np.array(
    [
        [-1, 2, -2, 2, -1],
        [2, -6, 8, -6, 2],
        [-2, 8, -12, 8, -2],
        [2, -6, 8, -6, 2],
        [-1, 2, -2, 2, -1],
    ]
)


@dataclass(frozen=True, slots=True, eq=False)
class Submodel:
    """Quantised residuals [H,W] or [H,W,3], some counted along the rows, some along the columns.

    ``joined`` is None for one linear filter, else what joined several of them.
    """

    name: str
    joined: Joining | None
    rows: list[Plane]
    columns: list[Plane]

    @property
    def planes(self) -> list[Plane]:
        """Each plane once."""
        return list({id(plane): plane for plane in [*self.rows, *self.columns]}.values())


def submodels(picture: NDArray[np.uint8], threshold: int) -> Iterator[Submodel]:
    """Every submodel of the rich model at its first quantisation step, clipped at ``threshold``."""
    x = picture.astype(np.int32)
    for order, taps, step in (("1", {0: -1, 1: 1}, 1), ("3", {-1: 1, 0: -3, 1: 3, 2: -1}, 3)):
        reach = max(taps)
        planes = {
            name: _quantised(_filtered(x, _line(taps, way, reach)), step, threshold)
            for name, way in _STEPS.items()
        }
        yield from _of_directions(order, planes)
    yield from _of_second_order(x, threshold)
    for order, kernel, step in (("3x3", KB, 4), ("5x5", KV, 12)):
        yield from _of_square(order, x, kernel, step, threshold)


def _of_directions(order: str, p: dict[str, Plane]) -> Iterator[Submodel]:
    """Orders one and three: residuals in eight directions."""
    yield Submodel(f"s{order}_spam14h", None, [p["R"]], [p["U"]])
    yield Submodel(f"s{order}_spam14v", None, [p["U"]], [p["R"]])
    for join in (np.minimum, np.maximum):

        def of(*names: str, join: Joining = join) -> Plane:
            joined: Plane = join.reduce([p[name] for name in names])  # type: ignore[attr-defined]  # a ufunc
            return joined

        across, upright = of("R", "L"), of("U", "D")
        yield Submodel(f"s{order}_22h", join, [across], [upright])
        yield Submodel(f"s{order}_22v", join, [upright], [across])
        corners = [of("R", "U"), of("R", "D"), of("L", "U"), of("L", "D")]
        yield Submodel(f"s{order}_24", join, corners, corners)
        flat = [of("L", "U", "R"), of("R", "D", "L")]
        steep = [of("U", "R", "D"), of("D", "L", "U")]
        yield Submodel(f"s{order}_34h", join, flat, steep)
        yield Submodel(f"s{order}_34v", join, steep, flat)
        every = [of("R", "L", "U", "D")]
        yield Submodel(f"s{order}_41", join, every, every)
        wedges = [of("R", "U", "RU"), of("R", "D", "RD"), of("L", "U", "LU"), of("L", "D", "LD")]
        yield Submodel(f"s{order}_34", join, wedges, wedges)
        flat = [
            of("R", "U", "RU", "LU"),
            of("L", "D", "LD", "RD"),
            of("R", "D", "RD", "LD"),
            of("L", "U", "LU", "RU"),
        ]
        steep = [
            of("R", "D", "RD", "RU"),
            of("L", "U", "LU", "LD"),
            of("R", "U", "RU", "RD"),
            of("L", "D", "LD", "LU"),
        ]
        yield Submodel(f"s{order}_48h", join, flat, steep)
        yield Submodel(f"s{order}_48v", join, steep, flat)
        fives = [
            of("R", "U", "RU", "LU", "RD"),
            of("L", "D", "LD", "RD", "LU"),
            of("R", "D", "RD", "LD", "RU"),
            of("L", "U", "LU", "RU", "LD"),
        ]
        yield Submodel(f"s{order}_54", join, fives, fives)


def _of_second_order(x: NDArray[np.int32], threshold: int) -> Iterator[Submodel]:
    taps = {-1: 1, 0: -2, 1: 1}
    h, v, d, m = (
        _quantised(_filtered(x, _line(taps, _STEPS[way], 1)), 2, threshold)
        for way in ("R", "D", "RD", "RU")
    )
    yield Submodel("s2_spam12h", None, [h], [v])
    yield Submodel("s2_spam12v", None, [v], [h])
    for join in (np.minimum, np.maximum):
        both = join(h, v)
        yield Submodel("s2_21", join, [both], [both])
        every = join(both, join(d, m))
        yield Submodel("s2_41", join, [every], [every])
        threes = [join(both, m), join(both, d)]
        yield Submodel("s2_32", join, threes, threes)
        flat, steep = [join(m, h), join(d, h)], [join(m, v), join(d, v)]
        yield Submodel("s2_24h", join, flat, steep)
        yield Submodel("s2_24v", join, steep, flat)


def _of_square(
    order: str, x: NDArray[np.int32], kernel: NDArray[np.int64], step: int, threshold: int
) -> Iterator[Submodel]:
    """A square kernel and its four halves, which stop at the middle."""
    middle = len(kernel) // 2
    upper = kernel.copy()
    upper[middle + 1 :] = 0
    whole, u, left, b, r = (
        _quantised(_filtered(x, k), step, threshold)
        for k in (kernel, *(np.rot90(upper, turns) for turns in range(4)))
    )
    yield Submodel(f"s{order}_spam11", None, [whole], [whole])
    yield Submodel(f"s{order}_spam14h", None, [u, b], [left, r])
    yield Submodel(f"s{order}_spam14v", None, [left, r], [u, b])
    for join in (np.minimum, np.maximum):
        pairs = [join(u, left), join(b, r), join(u, r), join(b, left)]
        yield Submodel(f"s{order}_24", join, pairs, pairs)
        flat, steep = [join(u, b)], [join(r, left)]
        yield Submodel(f"s{order}_22h", join, flat, steep)
        yield Submodel(f"s{order}_22v", join, steep, flat)
        every = [join(pairs[0], pairs[1])]
        yield Submodel(f"s{order}_41", join, every, every)


def _line(taps: dict[int, int], way: tuple[int, int], reach: int) -> NDArray[np.int64]:
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.int64)
    for distance, weight in taps.items():
        kernel[reach + distance * way[0], reach + distance * way[1]] = weight
    return kernel


def _filtered(x: NDArray[np.int32], kernel: NDArray[np.int64]) -> NDArray[np.int32]:
    """Correlation, where the kernel lies wholly inside."""
    height, width = x.shape[0] - len(kernel) + 1, x.shape[1] - len(kernel) + 1
    found = np.zeros((height, width, *x.shape[2:]), np.int32)
    for row, column in np.argwhere(kernel):
        found += (
            kernel[row, column].astype(np.int32) * x[row : row + height, column : column + width]
        )
    return found


def _quantised(residual: NDArray[np.int32], step: int, threshold: int) -> Plane:
    """Divided, rounded half away from zero, clipped."""
    size = (2 * np.abs(residual) + step) // (2 * step)
    found: Plane = (np.sign(residual) * np.minimum(size, threshold)).astype(np.int8)
    return found
