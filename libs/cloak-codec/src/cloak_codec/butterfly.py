"""One step of the Viterbi search, in vectors.

Compilers find no vector form for an index that is a XOR, so this spells it out in LLVM's own
vectors, which the back end of every processor knows.
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

LANES: Final = 16  # states in a row, whose decisions make one 16-bit word


def _butterflies(flip: int) -> Callable[..., Any]:
    """One step of the search on states 16 a .. 16 a + 15 and their partners in 16 b .. 16 b + 15.

    Lane k of a belongs with lane k ^ ``flip`` of b.
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
            lanes = ir.VectorType(ir.FloatType(), LANES)
            costs = context.make_array(signature.args[0])(context, builder, args[0])
            paths = context.make_array(signature.args[1])(context, builder, args[1])

            def place(row: Any) -> Any:
                at = builder.mul(row, ir.Constant(row.type, LANES))
                return builder.bitcast(builder.gep(costs.data, [at]), lanes.as_pointer())

            def spread(scalar: Any) -> Any:
                first = builder.insert_element(
                    ir.Constant(lanes, ir.Undefined), scalar, ir.Constant(ir.IntType(32), 0)
                )
                everywhere = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
                return builder.shuffle_vector(first, first, everywhere)

            def flipped(vector: Any) -> Any:
                mask = [lane ^ flip for lane in range(LANES)]
                wanted = ir.Constant(ir.VectorType(ir.IntType(32), LANES), mask)
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
                packed = builder.bitcast(taken, ir.IntType(LANES))
                builder.store(packed, builder.gep(paths.data, [row]), align=2)
            return context.get_dummy_value()

        return signature, codegen

    return step


_1, _3, _5, _7 = _butterflies(1), _butterflies(3), _butterflies(5), _butterflies(7)
_9, _11, _13, _15 = _butterflies(9), _butterflies(11), _butterflies(13), _butterflies(15)


@numba.njit(cache=True, nogil=True)
def extend(
    costs: NDArray[np.float32],
    paths: NDArray[np.uint16],
    column: int,
    if_zero: float,
    if_one: float,
) -> None:
    """Extend every state by one cover bit, and say what its being 0 or 1 costs."""
    zero, one = np.float32(if_zero), np.float32(if_one)
    across, flip = column // LANES, column % LANES
    for a in range(len(costs) // LANES // 2):
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
