"""The keyed scramble of a secret picture's blocks: obfuscation, not encryption.

Blocks keep their content, so statistics and jigsaw puzzlers may learn something from a revealed
plane. Writers of today encrypt the picture's file instead.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.keystream import keyed_words, permutation

BLOCK: Final = 16  # pixels on a side: smaller ones are harder to hide (1.5 dB at 8)


def unscramble(plane: NDArray[np.uint8], key: bytes) -> NDArray[np.uint8]:
    """The picture whose block ``order[i]`` is block i of ``plane`` [H,W,3], sides times 16."""
    blocks = _cut(plane)
    order = permutation(keyed_words(key, len(blocks)))
    restored = np.empty_like(blocks)
    restored[order] = blocks
    return _join(restored, plane.shape)


def _cut(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width, channels = plane.shape
    rows, columns = height // BLOCK, width // BLOCK
    blocks = plane.reshape(rows, BLOCK, columns, BLOCK, channels).swapaxes(1, 2)
    return blocks.reshape(rows * columns, BLOCK, BLOCK, channels)


def _join(blocks: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    height, width, channels = shape
    rows, columns = height // BLOCK, width // BLOCK
    grid = blocks.reshape(rows, columns, BLOCK, BLOCK, channels).swapaxes(1, 2)
    return np.ascontiguousarray(grid.reshape(height, width, channels))
