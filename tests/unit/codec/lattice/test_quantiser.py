"""The lattice: bits are where they were put, and only a lattice looks like one."""

from __future__ import annotations

import numpy as np
from cloak_codec.lattice.quantiser import alignment, concentration, nearest, soft_bits


def test_bits_come_back_from_the_points_nearest_to_any_coordinate() -> None:
    rng = np.random.default_rng(0)
    host = rng.normal(0, 100, 5000).astype(np.float32)
    bits = rng.integers(0, 2, 5000).astype(np.uint8)
    moved = nearest(host, bits, 40.0)
    assert np.abs(moved - host).max() <= 20.001
    assert np.array_equal(soft_bits(moved, 40.0) > 0, bits == 1)
    assert np.allclose(np.abs(soft_bits(moved, 40.0)), 1.0, atol=1e-3)


def test_bits_in_even_places_outlast_any_change_of_contrast() -> None:
    bits = np.random.default_rng(1).integers(0, 2, 500).astype(np.uint8)
    moved = nearest(np.zeros(500, np.float32), bits, 40.0)
    for contrast in (0.3, 0.7, 1.5):
        assert np.array_equal(soft_bits(moved * np.float32(contrast), 40.0) > 0, bits == 1)


def test_soft_bits_fall_with_the_distance_from_a_point() -> None:
    heard = soft_bits(np.linspace(10, 0, 11, dtype=np.float32), 40.0)
    assert np.all(np.diff(np.abs(heard)) < 0)
    assert heard[-1] == 0.0


def test_pitch_and_pilot_stand_out_and_random_coordinates_do_not() -> None:
    rng = np.random.default_rng(2)
    bits = rng.integers(0, 2, 2000).astype(np.uint8)
    host = rng.normal(0, 60, 2000).astype(np.float32)
    moved = nearest(host, bits, 64.0) + rng.normal(0, 6, 2000).astype(np.float32)
    signs = bits[:100] * np.float32(2) - np.float32(1)
    pitches = np.array([45.0, 64.0, 90.0], np.float32)
    scores = np.empty((3, 2), np.float32)
    concentration(moved, signs, pitches, scores)
    assert scores[1, 0] > 10
    assert scores[1, 1] > 20
    concentration(host, signs, pitches, scores)
    assert np.abs(scores).max() < 4


def test_even_places_tell_the_lattice_among_rough_ones() -> None:
    rng = np.random.default_rng(3)
    bits = rng.integers(0, 2, 400).astype(np.uint8)
    even = nearest(rng.normal(0, 5, 400).astype(np.float32), bits, 64.0)
    rough = rng.normal(0, 400, 1600).astype(np.float32)
    scores = np.empty((1, 1, 1), np.float32)
    alignment(np.concatenate([even, rough])[None], np.array([64.0], np.float32), scores)
    assert scores.item() > 20


def test_the_lattice_is_clear_at_its_own_offset_alone() -> None:
    rng = np.random.default_rng(4)
    bits = rng.integers(0, 2, (20, 30)).astype(np.uint8)
    coordinates = rng.normal(0, 60, (80, 120)).astype(np.float32)
    coordinates[3::4, 1::4] = nearest(coordinates[3::4, 1::4], bits, 64.0)
    scores = np.empty((1, 4, 4), np.float32)
    alignment(coordinates, np.array([64.0], np.float32), scores)
    assert scores[0, 3, 1] > 20
    scores[0, 3, 1] = 0
    assert np.abs(scores).max() < 4
