"""The layered trellis code: exact or refused, and never a step that is not allowed."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec.costs import hill, is_grey, locked_costs
from cloak_codec.layers import read_layers, write_layers
from cloak_codec.submatrices import QUICK, THOROUGH, columns_for
from cloak_codec.trellis import WET, cheapest, syndrome
from numpy.typing import NDArray

from tests.unit.codec.pictures import photograph

Bits = NDArray[np.uint8]


def bits(rng: np.random.Generator, count: int) -> Bits:
    return rng.integers(0, 2, count).astype(np.uint8)


def naive_syndrome(carried: Bits, count: int, height: int) -> Bits:
    """The definition, one column at a time: a second implementation of the format."""
    columns = columns_for(len(carried), count, height).tolist()
    lead = 4 * height if len(carried) - count > 8 * height else 0
    rest = len(carried) - lead
    owner = [0] * lead
    for i in range(count):
        owner += [i] * ((i + 1) * rest // count - i * rest // count)
    sums = [0] * (count + height)
    for j, bit in enumerate(carried.tolist()):
        if bit:
            for k in range(height):
                sums[owner[j] + k] ^= columns[j] >> k & 1
    return np.array(sums[:count], np.uint8)


def cheapest_of_all(cover: Bits, costs: NDArray[np.float32], message: Bits) -> float:
    """The least cost over every possible set of bits."""
    least = np.inf
    for number in range(1 << len(cover)):
        tried = np.array([number >> j & 1 for j in range(len(cover))], np.uint8)
        if np.array_equal(syndrome(tried, len(message), QUICK), message):
            least = min(least, float(costs[tried != cover].sum()))
    return least


@pytest.mark.parametrize("height", [QUICK, THOROUGH])
@pytest.mark.parametrize(("places", "count"), [(112, 80), (500, 499), (999, 30), (3000, 7)])
def test_the_syndrome_is_the_sum_of_columns(height: int, places: int, count: int) -> None:
    carried = bits(np.random.default_rng(places), places)
    expected = naive_syndrome(carried, count, height)
    assert np.array_equal(syndrome(carried, count, height), expected)


def hashed_column(height: int, width: int, index: int) -> int:
    """SplitMix64 as its author wrote it, in integers without a size."""
    mask = (1 << 64) - 1
    z = (height << 48 | width << 32 | index) + 0x9E3779B97F4A7C15 & mask
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & mask
    z = (z ^ z >> 27) * 0x94D049BB133111EB & mask
    z ^= z >> 31
    return z >> 16 & (1 << height) - 1 | 1 << height - 1 | 1


@pytest.mark.parametrize("height", [QUICK, THOROUGH])
def test_the_columns_stay_what_readers_expect(height: int) -> None:
    lead = 4 * height
    columns = columns_for(lead + 300, 10, height).tolist()
    assert columns[:lead] == [hashed_column(height, 99, j) for j in range(lead)]
    assert columns[lead:] == [hashed_column(height, 25, j) for j in range(30)] * 10
    first = {QUICK: [597, 747, 905], THOROUGH: [2707, 3771, 2849]}
    assert columns_for(6, 2, height).tolist() == first[height] * 2


@pytest.mark.parametrize("seed", range(20))
def test_no_other_bits_with_the_syndrome_are_cheaper(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cover, costs, message = bits(rng, 12), rng.random(12, np.float32), bits(rng, 4)
    found, broken = cheapest(cover, costs, message, QUICK)
    assert broken == 0
    assert np.array_equal(syndrome(found, 4, QUICK), message)
    cost = float(costs[found != cover].sum())
    assert cost == pytest.approx(cheapest_of_all(cover, costs, message), rel=1e-4)


@pytest.mark.parametrize("seed", range(300))
def test_messages_are_exact_for_any_size_cost_and_wet_values(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places, reach = int(rng.integers(120, 3000)), int(rng.integers(1, 3))
    values = rng.integers(0, 256, places).astype(np.uint8)
    values[rng.random(places) < rng.choice([0, 0.3])] = rng.choice([0, 255])
    costs = rng.gamma(0.5, 1.0, places).astype(np.float32) + np.float32(1e-3)
    costs[rng.random(places) < rng.choice([0, 0.5])] = WET
    message = bits(rng, 1 + int(places * rng.random() ** 2 * 1.6))
    height = (QUICK, THOROUGH)[seed % 4 == 0]
    written = write_layers(values, costs, message, reach, height)
    if written is None:
        assert len(message) > 0.6 * np.count_nonzero(costs < WET)
        return
    moved, coding = written
    assert np.array_equal(read_layers(moved, len(message), coding), message)
    steps = np.abs(moved.astype(int) - values)
    assert steps.max() <= reach
    assert not steps[costs >= WET].any()


@pytest.mark.parametrize(("reach", "rate", "loss"), [(1, 1.0, 0.12), (2, 1.58, 0.14)])
def test_changes_stay_near_the_bound(reach: int, rate: float, loss: float) -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(2, 254, 65_536).astype(np.uint8)
    message = bits(rng, int(rate * len(values)))
    costs = np.ones(len(values), np.float32)
    written = write_layers(values, costs, message, reach, QUICK)
    assert written is not None
    squares = float(np.mean((written[0].astype(float) - values) ** 2))
    assert squares < least_squares(rate, reach) * (1 + loss)


def least_squares(rate: float, reach: int) -> float:
    """The mean square of the moves with the entropy ``rate`` whose mean square is least."""
    moves = np.arange(-reach, reach + 1)
    best = np.inf
    for factor in np.linspace(0.01, 5, 5000):
        chance = np.exp(-factor * moves**2)
        chance /= chance.sum()
        if -(chance * np.log2(chance)).sum() >= rate:
            best = min(best, float((chance * moves**2).sum()))
    return best


def test_what_no_values_can_carry_is_refused() -> None:
    rng = np.random.default_rng(2)
    values, costs = rng.integers(0, 256, 1000).astype(np.uint8), np.ones(1000, np.float32)
    assert write_layers(values, costs, bits(rng, 1700), 1, QUICK) is None
    costs[:900] = WET
    assert write_layers(values, costs, bits(rng, 200), 1, QUICK) is None
    costs[:] = WET
    assert write_layers(values, costs, bits(rng, 1), 1, QUICK) is None


def test_hill_is_that_of_its_authors() -> None:
    channel = np.ascontiguousarray(photograph("chelsea", 40, 33)[..., 0])
    assert np.allclose(hill(channel), slow_hill(channel), rtol=1e-5)


def slow_hill(channel: NDArray[np.uint8]) -> NDArray[np.float64]:
    kernel = np.array([[-1, 2, -1], [2, -4, 2], [-1, 2, -1]])
    residual = np.abs(filtered(channel.astype(float), kernel)) / 4
    busy = filtered(residual, np.ones((3, 3)) / 9)
    return np.minimum(filtered(1 / np.maximum(busy, 1e-4), np.ones((15, 15)) / 225), 1e4)


def filtered(plane: NDArray[np.float64], kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    radius = len(kernel) // 2
    padded = np.pad(plane, radius, mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return np.asarray(np.einsum("yxij,ij->yx", windows, kernel))


def test_black_white_and_invisible_pixels_never_change() -> None:
    rgb = photograph("coffee", 40, 40).copy()
    rgb[3, 4, 1], rgb[5, 6, 2] = 0, 255
    alpha = np.full((40, 40), 255, np.uint8)
    alpha[7, 8] = 0
    costs = locked_costs(rgb, alpha)
    assert (costs[[3, 5, 7], [4, 6, 8]] >= WET).all()
    assert not is_grey(rgb)


def test_a_forged_length_reads_as_something_and_breaks_nothing() -> None:
    assert len(syndrome(bits(np.random.default_rng(0), 10), 30, QUICK)) == 30
    assert len(syndrome(bits(np.random.default_rng(0), 10), 0, QUICK)) == 0
