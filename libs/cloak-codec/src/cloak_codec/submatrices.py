"""The parity-check columns of the syndrome-trellis code: part of the file format.

The matrices come from this project's own search: random candidates, the least distortion on uniform
costs. Every column has its first and its last bit set, so that every message bit can be reached.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

# Bits of a column. The higher code changes 3 % less and takes four times as long to write.
QUICK: Final = 10
THOROUGH: Final = 12
MOST_TABLED: Final = 24  # columns for a message bit
_RUN_IN: Final = 99  # the "width" under which the run-in's columns are made
# fmt: off
_QUICK_COLUMNS: Final = (
    (725,),
    (789, 761),
    (597, 747, 905),
    (821, 977, 731, 927),
    (635, 677, 889, 1023, 717),
    (909, 587, 739, 627, 887, 641),
    (743, 775, 521, 663, 995, 529, 877),
    (837, 619, 805, 755, 791, 633, 535, 623),
    (909, 779, 915, 615, 763, 987, 789, 855, 625),
    (951, 847, 595, 665, 585, 513, 953, 839, 915, 529),
    (973, 829, 643, 625, 797, 823, 863, 889, 513, 607, 1023),
    (785, 647, 995, 547, 579, 585, 841, 749, 687, 811, 1001, 817),
    (559, 577, 845, 643, 711, 779, 585, 591, 555, 615, 1005, 767, 725),
    (757, 643, 569, 797, 591, 639, 845, 953, 515, 905, 779, 961, 537, 883),
    (913, 591, 909, 1015, 613, 729, 821, 1023, 927, 745, 1009, 623, 827, 611, 645),
    (565, 1013, 633, 589, 639, 977, 967, 895, 801, 719, 625, 645, 995, 851, 661, 553),
    (879, 787, 873, 635, 665, 845, 535, 651, 701, 641, 611, 567, 703, 789, 633, 569, 561),
    (961, 763, 925, 849, 743, 515, 519, 799, 977, 749, 1015, 997, 923, 853, 975, 557, 783, 647),
    (631, 813, 551, 573, 933, 811, 799, 753, 801, 929, 937, 909, 827, 851, 575, 667, 1013, 865,
     1007),
    (913, 885, 947, 739, 817, 959, 815, 671, 789, 773, 747, 967, 741, 781, 931, 647, 999, 919,
     833, 1009),
    (999, 1003, 1013, 565, 571, 901, 995, 669, 671, 517, 929, 933, 861, 985, 683, 811, 889, 607,
     749, 919, 741),
    (843, 659, 625, 1015, 559, 557, 623, 895, 521, 803, 913, 1011, 893, 611, 877, 705, 587, 677,
     981, 569, 529, 527),
    (939, 611, 647, 715, 599, 965, 727, 905, 821, 623, 1019, 853, 909, 629, 871, 787, 691, 553,
     937, 999, 835, 699, 979),
    (679, 879, 627, 837, 779, 587, 629, 637, 597, 673, 645, 835, 633, 983, 577, 695, 603, 905,
     737, 797, 1021, 997, 661, 803),
)
_THOROUGH_COLUMNS: Final = (
    (3341,),
    (2561, 3763),
    (2707, 3771, 2849),
    (2471, 2449, 3719, 3961),
    (2057, 3445, 2935, 3501, 3843),
    (3331, 3173, 2973, 2351, 3719, 2731),
    (4037, 3151, 2287, 2503, 2409, 2241, 3189),
    (3839, 4029, 3455, 3611, 2683, 2743, 2273, 3735),
    (3121, 4001, 2583, 2397, 3509, 2551, 2901, 4011, 2097),
    (2951, 2893, 4073, 3927, 3157, 2527, 2197, 2329, 2985, 2303),
    (3323, 2859, 2375, 2257, 3813, 3553, 3267, 2661, 2905, 2903, 2049),
    (3533, 3363, 3767, 3027, 2975, 3021, 2619, 3213, 2149, 2997, 3453, 2079),
    (3883, 3537, 3271, 2375, 3705, 3383, 2917, 3743, 2563, 2525, 3009, 3923, 3121),
    (2989, 2439, 2477, 2627, 3175, 2239, 3141, 2115, 2501, 2169, 3019, 3409, 3191, 3359),
    (2745, 2393, 2797, 3669, 2997, 2933, 2911, 2575, 3201, 3231, 2551, 3275, 3225, 3817, 2169),
    (3661, 3453, 2051, 2663, 2669, 2913, 3243, 2739, 3231, 3999, 2449, 2325, 3735, 3265, 3603,
     2639),
    (4039, 2737, 3103, 2691, 4083, 3977, 2863, 3053, 2103, 3095, 2799, 3359, 3985, 3319, 3299,
     3435, 3915),
    (2373, 2485, 3905, 4075, 2871, 3169, 3569, 2059, 3319, 2823, 3973, 3547, 3757, 2511, 3383,
     3139, 3325, 2943),
    (3815, 3165, 3019, 2367, 3377, 3737, 2701, 2949, 4093, 2583, 2595, 3987, 3727, 3653, 4085,
     2777, 2355, 2687, 3273),
    (3545, 2693, 2593, 2089, 2233, 3573, 2953, 2575, 2527, 3621, 3163, 2583, 2319, 2069, 2365,
     4049, 2665, 2407, 2355, 3551),
    (3065, 3545, 2999, 2217, 3163, 3731, 3987, 2403, 2261, 3995, 3097, 2783, 2187, 3083, 3057,
     3221, 3311, 3957, 2487, 3165, 2595),
    (2585, 2189, 2285, 2289, 2307, 2605, 2993, 3801, 3833, 3161, 3407, 3787, 3821, 2689, 3527,
     2593, 2163, 2815, 3721, 2817, 3627, 2209),
    (3297, 2951, 2505, 3313, 3759, 2625, 3551, 4047, 3447, 2475, 4007, 3083, 3263, 2295, 3331,
     3753, 2533, 3927, 2231, 4087, 2147, 2251, 3217),
    (2615, 2273, 3001, 2999, 2967, 3241, 3921, 3441, 2481, 2775, 3593, 2265, 3967, 3579, 3373,
     2633, 3611, 3781, 2521, 2429, 3759, 3899, 3393, 3957),
)
# fmt: on


def _table(matrices: tuple[tuple[int, ...], ...]) -> NDArray[np.uint16]:
    table = np.zeros((MOST_TABLED + 1, MOST_TABLED), np.uint16)
    for width, matrix in enumerate(matrices, start=1):
        table[width, :width] = matrix
    return table


_TABLES: Final = np.stack([_table(_QUICK_COLUMNS), _table(_THOROUGH_COLUMNS)])


@numba.njit(cache=True, nogil=True)
def run_in(places: int, bits: int, height: int) -> int:
    """How many columns feed the start state without a message bit.

    Without them a first column that must not change could make the start unsolvable.
    """
    length = 4 * height
    return length if places - bits > 2 * length else 0


@numba.njit(cache=True, nogil=True)
def _hashed(height: int, width: int, index: int) -> int:
    """A column made from SplitMix64's output."""
    z = np.uint64(height) << np.uint64(48) | np.uint64(width) << np.uint64(32) | np.uint64(index)
    z += np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    top = 1 << (height - 1)
    return (int(z >> np.uint64(16)) & (2 * top - 1)) | top | 1


@numba.njit(cache=True, nogil=True)
def columns_for(places: int, bits: int, height: int) -> NDArray[np.uint16]:
    """The column of each of ``places`` cover bits that carry ``bits`` message bits.

    After the run-in of r columns, message bit i owns those from ``r + i * (places - r) // bits``.
    """
    columns = np.empty(places, np.uint16)
    table = _TABLES[0 if height == QUICK else 1]
    lead = run_in(places, bits, height)
    for j in range(lead):
        columns[j] = _hashed(height, _RUN_IN, j)
    rest = places - lead
    for i in range(bits):
        first = i * rest // bits
        width = (i + 1) * rest // bits - first
        for j in range(width):
            if width <= MOST_TABLED:
                columns[lead + first + j] = table[width, j]
            else:
                columns[lead + first + j] = _hashed(height, MOST_TABLED + 1, j)
    return columns
