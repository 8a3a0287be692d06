"""Syndrome-trellis codes (Filler, Judas and Fridrich 2011): the Viterbi search, compiled.

The message is the syndrome of the changed cover bits under a banded parity-check matrix; the search
finds the cheapest bits with that syndrome. A state is as many syndrome bits as a column has. A
column c joins the states s and s ^ c, in different halves because a column's highest bit is set.
What lies beyond the last message bit is left free: the best end state wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # it has no stubs
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from cloak_codec.submatrices import columns_for, run_in

WET: Final = 2.0**43  # the cost of a bit that must not change; the same in 32 and 64 bits
_WET_FROM: Final = 2.0**40
_UNREACHABLE: Final = np.float32(1e30)
_LANES: Final = 16
_SETTLE: Final = 16  # message bits between two subtractions of the least cost


def _butterflies(flip: int) -> Callable[..., Any]:
    """One step of the search on states 16 a .. 16 a + 15 and their partners in 16 b .. 16 b + 15.

    Lane k of a belongs with lane k ^ ``flip`` of b. Compilers find no vector form for an index that
    is a XOR, so this spells it out: LLVM's vectors, which every processor's back end knows.
    """

    @intrinsic
    def step(
        context: Any, costs: Any, paths: Any, a: Any, b: Any, zero: Any, one: Any
    ) -> tuple[Any, Callable[..., Any]]:
        signature = types.void(
            types.Array(types.float32, 1, "C"),
            types.Array(types.uint16, 1, "C"),
            types.int64,
            types.int64,
            types.float32,
            types.float32,
        )

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            lanes = ir.VectorType(ir.FloatType(), _LANES)
            costs = context.make_array(signature.args[0])(context, builder, args[0])
            paths = context.make_array(signature.args[1])(context, builder, args[1])

            def place(row: Any) -> Any:
                at = builder.mul(row, ir.Constant(row.type, _LANES))
                return builder.bitcast(builder.gep(costs.data, [at]), lanes.as_pointer())

            def spread(scalar: Any) -> Any:
                first = builder.insert_element(
                    ir.Constant(lanes, ir.Undefined), scalar, ir.Constant(ir.IntType(32), 0)
                )
                everywhere = ir.Constant(ir.VectorType(ir.IntType(32), _LANES), [0] * _LANES)
                return builder.shuffle_vector(first, first, everywhere)

            def flipped(vector: Any) -> Any:
                mask = [lane ^ flip for lane in range(_LANES)]
                wanted = ir.Constant(ir.VectorType(ir.IntType(32), _LANES), mask)
                return builder.shuffle_vector(vector, vector, wanted)

            _, _, a, b, zero, one = args
            zero, one = spread(zero), spread(one)
            at_a, at_b = place(a), place(b)
            from_a, from_b = builder.load(at_a, align=4), builder.load(at_b, align=4)
            for row, at, stay, cross in ((a, at_a, from_a, from_b), (b, at_b, from_b, from_a)):
                stay = builder.fadd(stay, zero)
                cross = builder.fadd(flipped(cross), one)
                taken = builder.fcmp_ordered("<", cross, stay)
                builder.store(builder.select(taken, cross, stay), at, align=4)
                packed = builder.bitcast(taken, ir.IntType(_LANES))
                builder.store(packed, builder.gep(paths.data, [row]), align=2)
            return context.get_dummy_value()

        return signature, codegen

    return step


_1, _3, _5, _7 = _butterflies(1), _butterflies(3), _butterflies(5), _butterflies(7)
_9, _11, _13, _15 = _butterflies(9), _butterflies(11), _butterflies(13), _butterflies(15)


@numba.njit(cache=True, nogil=True)
def _column(
    costs: NDArray[np.float32], paths: NDArray[np.uint16], column: int, stay: float, cross: float
) -> None:
    """Extend every state by one cover bit: the bit 0 costs ``stay``, 1 ``cross``."""
    zero, one = np.float32(stay), np.float32(cross)
    across, flip = column // _LANES, column % _LANES
    for a in range(len(costs) // _LANES // 2):
        b = a ^ across
        if flip == 1:
            _1(costs, paths, a, b, zero, one)
        elif flip == 3:
            _3(costs, paths, a, b, zero, one)
        elif flip == 5:
            _5(costs, paths, a, b, zero, one)
        elif flip == 7:
            _7(costs, paths, a, b, zero, one)
        elif flip == 9:
            _9(costs, paths, a, b, zero, one)
        elif flip == 11:
            _11(costs, paths, a, b, zero, one)
        elif flip == 13:
            _13(costs, paths, a, b, zero, one)
        else:
            _15(costs, paths, a, b, zero, one)


@numba.njit(cache=True, nogil=True)
def _emit(costs: NDArray[np.float32], bit: int) -> None:
    """Keep the states whose lowest bit is the message bit, and move on by one syndrome bit."""
    half = len(costs) // 2
    for state in range(half):
        costs[state] = costs[2 * state + bit]
    costs[half:] = _UNREACHABLE


@numba.njit(cache=True, nogil=True)
def cheapest(
    cover: NDArray[np.uint8], costs: NDArray[np.float32], message: NDArray[np.uint8], height: int
) -> tuple[NDArray[np.uint8], int]:
    """The bits [n] nearest to ``cover`` [n] whose syndrome is ``message`` [m], and a count.

    ``costs`` [n] are those of changing a bit; the count is that of wet bits changed: 0, or else the
    message cannot be carried. m is at most n. ``height`` is that of the columns.
    """
    places, bits = len(cover), len(message)
    if bits == 0:
        return cover.copy(), 0
    columns = columns_for(places, bits, height)
    lead = run_in(places, bits, height)
    rest = places - lead
    states = np.full(1 << height, _UNREACHABLE, np.float32)
    states[0] = 0
    paths = np.empty((places, len(states) // _LANES), np.uint16)
    j = 0
    for i in range(-1, bits):
        end = lead + (i + 1) * rest // bits
        while j < end:
            if cover[j]:
                _column(states, paths[j], columns[j], costs[j], 0)
            else:
                _column(states, paths[j], columns[j], 0, costs[j])
            j += 1
        if i >= 0:
            _emit(states, message[i])
            if i % _SETTLE == 0:
                least = states.min()
                if 0 < least < _UNREACHABLE / 2:
                    states[: len(states) // 2] -= least
    return _trace_back(cover, costs, message, columns, paths, height, int(np.argmin(states)))


@numba.njit(cache=True, nogil=True)
def _trace_back(
    cover: NDArray[np.uint8],
    costs: NDArray[np.float32],
    message: NDArray[np.uint8],
    columns: NDArray[np.uint16],
    paths: NDArray[np.uint16],
    height: int,
    state: int,
) -> tuple[NDArray[np.uint8], int]:
    places, bits = len(cover), len(message)
    lead = run_in(places, bits, height)
    rest = places - lead
    changed = np.empty(places, np.uint8)
    broken = 0
    j = places - 1
    for i in range(bits - 1, -2, -1):
        first = lead + i * rest // bits if i >= 0 else 0
        if i >= 0:
            state = (2 * state + message[i]) % (1 << height)
        while j >= first:
            bit = (paths[j, state // _LANES] >> (state % _LANES)) & 1
            changed[j] = bit
            if bit:
                state ^= int(columns[j])
            if bit != cover[j] and costs[j] >= _WET_FROM:
                broken += 1
            j -= 1
    return changed, broken + (state != 0)


@numba.njit(cache=True, nogil=True)
def syndrome(carried: NDArray[np.uint8], bits: int, height: int) -> NDArray[np.uint8]:
    """The ``bits`` message bits that the bits ``carried`` [n] hold."""
    places = len(carried)
    message = np.empty(bits, np.uint8)
    if bits == 0:
        return message
    columns = columns_for(places, bits, height)
    lead = run_in(places, bits, height)
    rest = places - lead
    register = 0
    j = 0
    for i in range(-1, bits):
        end = lead + (i + 1) * rest // bits
        while j < end:
            if carried[j]:
                register ^= int(columns[j])
            j += 1
        if i >= 0:
            message[i] = register & 1
            register >>= 1
    return message
