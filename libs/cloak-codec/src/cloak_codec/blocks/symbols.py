"""Symbols: a coefficient's place among its points, modulo their number, says several bits.

Points are numbered by Gray's code around the circle, so that a neighbour differs in one bit.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.blocks.alphabet import Alphabet
from cloak_codec.blocks.layout import Layout
from cloak_codec.blocks.rounding import rounded

SILENT: Final = -1
_USELESS: Final = np.float32(1 / 12)  # mean squared distance to the nearest point, of anything
_LEAST_NOISE: Final = np.float32(0.006)  # squared steps that 8-bit pixels leave
_LEAST_SHARE: Final = np.float32(0.4)
_LEAST_TRUST: Final = np.float32(0.03)
_MISTRUST: Final = 5.0


def laid(code: NDArray[np.uint8], spoken: Alphabet, plan: Layout) -> NDArray[np.int8]:
    """The symbols [blocks,64] of the body's code bits; ``SILENT`` where there is none."""
    symbols = np.full((plan.blocks, len(spoken.bits)), SILENT, np.int8)
    at = 0
    for carrier in spoken.carriers:
        blocks = plan.body_blocks(int(carrier))
        grey = np.zeros(len(blocks), np.int8)
        for order in range(spoken.bits[carrier]):
            grey |= code[at : at + len(blocks)].astype(np.int8) << order
            at += len(blocks)
        symbols[blocks, carrier] = _position(grey)
    return symbols


def soft_code(
    found: NDArray[np.float32], spoken: Alphabet, plan: Layout, *, weighed: bool
) -> NDArray[np.float32]:
    """Soft code bits of the body, positive for 1, from coefficients [blocks,64].

    ``weighed``: blocks and coefficients that lie far from all points count less. That finds where
    colours were clipped, and is wrong where all of a picture was rounded a little more finely.
    """
    steps = rounded(found, spoken)
    unit = np.where(steps > 0, steps, spoken.steps).astype(np.float32)
    multiples = np.rint(found / unit)
    phases = (np.where(steps > 0, multiples * unit, found) / spoken.steps).astype(np.float32)
    if weighed:
        weights = _weights(found / unit - multiples, phases - np.rint(phases), spoken)
    else:
        weights = np.ones(phases.shape, np.float32)
    parts = []
    for carrier in spoken.carriers:
        blocks = plan.body_blocks(int(carrier))
        phase, weight = phases[blocks, carrier], weights[blocks, carrier]
        parts += [weight * bit for bit in _soft(phase, int(spoken.bits[carrier]))]
    return np.concatenate(parts)


def _soft(phase: NDArray[np.float32], bits: int) -> list[NDArray[np.float32]]:
    """For each bit how much nearer the nearest point with a 1 is, in squared steps."""
    points = 1 << bits
    offset = phase[None] - np.arange(points, dtype=np.float32)[:, None]
    offset -= np.float32(points) * np.rint(offset / np.float32(points))
    distance = offset * offset
    grey = np.arange(points) ^ np.arange(points) >> 1
    return [
        distance[grey >> order & 1 == 0].min(axis=0) - distance[grey >> order & 1 == 1].min(axis=0)
        for order in range(bits)
    ]


def _weights(
    off: NDArray[np.float32], away: NDArray[np.float32], spoken: Alphabet
) -> NDArray[np.float32]:
    """One over the noise that is supposed, from how far off multiples and points values are."""
    weights = np.zeros_like(off)
    at = spoken.carriers
    usual = np.minimum((away[:, at] ** 2).mean(axis=0), _USELESS)
    trust = np.maximum(_LEAST_SHARE, 1 - usual / _USELESS)
    squared = off[:, at] ** 2
    usual = np.minimum(squared.mean(axis=0), _USELESS) + _LEAST_NOISE
    relative = (squared / usual).mean(axis=1)
    middle = np.median(relative)
    worst = float((_USELESS / usual).mean())
    doubt = np.clip((relative - middle) / max(1e-6, worst - middle), 0, 1)
    blocks = np.maximum(_LEAST_TRUST, 1 - doubt) / (1 + _MISTRUST * doubt)
    weights[:, at] = blocks[:, None] * trust
    return weights.astype(np.float32)


def _position(grey: NDArray[np.int8]) -> NDArray[np.int8]:
    """The point whose number in Gray's code is ``grey``: at most 4 bits."""
    position = grey ^ grey >> 2
    return position ^ position >> 1
