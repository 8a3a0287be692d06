"""Networks over pictures of any size: tiles that overlap so far that no seam can arise.

Every tile of a large picture has the same shape, so a server may put tiles of several pictures into
one batch. A tile's outer ``halo`` pixels are dropped wherever the picture goes on; the halo is at
least the network's receptive field, so the result is that of the whole picture at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec import networks as net
from cloak_codec.grid import CELL
from cloak_codec.networks import Networks

MOST_BATCH: Final = 8
MOST_BATCH_PIXELS: Final = 1 << 21  # bounds a request to 12 MB and a server's memory


@dataclass(frozen=True, slots=True)
class _Reach:
    """How a network is cut: tile side and halo in pixels, its output and that one's resolution."""

    tile: int
    halo: int
    output: str
    pixels_per_value: int = 1


_REACH: Final[Mapping[str, _Reach]] = {
    net.ROBUST_DECODER: _Reach(tile=1024, halo=72, output="logits", pixels_per_value=CELL),
    net.IMAGE_REVEALER: _Reach(tile=768, halo=40, output="secret"),
}


def run_whole(
    networks: Networks, model: str, inputs: Mapping[str, Sequence[NDArray[np.uint8]]]
) -> list[NDArray[Any]]:
    """The model's output for each picture of a list; all have the same height and width.

    ``inputs`` [H,W,C] by name. Raises ModelUnavailable.
    """
    reach = _REACH[model]
    pictures = len(next(iter(inputs.values())))
    height, width = next(plane.shape[:2] for plane in next(iter(inputs.values())))
    windows = [
        (picture, down, across)
        for picture in range(pictures)
        for down in _spans(height, reach)
        for across in _spans(width, reach)
    ]
    outputs: list[NDArray[Any]] = []
    step = _batch_size(min(height, reach.tile) * min(width, reach.tile))
    for start in range(0, len(windows), step):
        chunk = windows[start : start + step]
        answer = networks.run(model, _batch(inputs, chunk))
        for (picture, down, across), tile in zip(chunk, answer[reach.output], strict=True):
            if picture == len(outputs):
                outputs.append(_blank(tile, height, width, reach))
            _place(outputs[picture], tile, down, across, reach)
    return outputs


@dataclass(frozen=True, slots=True)
class _Span:
    """Pixels ``start`` to ``end`` go in; ``keep_from`` to ``keep_to`` of the result are kept."""

    start: int
    end: int
    keep_from: int
    keep_to: int


def _spans(length: int, reach: _Reach) -> Iterator[_Span]:
    if length <= reach.tile:
        yield _Span(0, length, 0, length)
        return
    step = reach.tile - 2 * reach.halo
    starts = [*range(0, length - reach.tile, step), length - reach.tile]
    cuts = [0, *(start + reach.halo for start in starts[1:]), length]
    for start, keep_from, keep_to in zip(starts, cuts, cuts[1:], strict=False):
        yield _Span(start, start + reach.tile, keep_from, keep_to)


def _batch_size(pixels: int) -> int:
    return max(1, min(MOST_BATCH, MOST_BATCH_PIXELS // pixels))


def _batch(
    inputs: Mapping[str, Sequence[NDArray[np.uint8]]],
    windows: Sequence[tuple[int, _Span, _Span]],
) -> dict[str, NDArray[np.uint8]]:
    return {
        name: np.stack(
            [
                planes[picture][down.start : down.end, across.start : across.end]
                for picture, down, across in windows
            ]
        )
        for name, planes in inputs.items()
    }


def _blank(tile: NDArray[Any], height: int, width: int, reach: _Reach) -> NDArray[Any]:
    per = reach.pixels_per_value
    return np.empty((height // per, width // per, tile.shape[-1]), tile.dtype)


def _place(
    whole: NDArray[Any], tile: NDArray[Any], down: _Span, across: _Span, reach: _Reach
) -> None:
    per = reach.pixels_per_value
    top, bottom = down.keep_from // per, down.keep_to // per
    left, right = across.keep_from // per, across.keep_to // per
    above, before = down.start // per, across.start // per
    kept = tile[top - above : bottom - above, left - before : right - before]
    whole[top:bottom, left:right] = kept
