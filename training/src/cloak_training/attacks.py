"""What happens to pictures on their way: real codecs give the values, their linear parts gradients.

Scaling and blurring are matrices, so their gradients are exact; a rotation's is that of bilinear
interpolation; a codec's is that of the differentiable JPEG without its quantisation, or the
identity.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray
from PIL import Image

from cloak_training.jpeg import straight_through, through_jpeg
from cloak_training.layers import Tensor

KINDS: Final = (
    "none",
    "jpeg",
    "webp",
    "resize",
    "resize_jpeg",
    "blur",
    "noise",
    "colour",
    "rotate",
)
# The share of each kind in training: JPEG has most, as the networks unlearn it first.
SHARES: Final[Mapping[str, float]] = {
    "none": 0.06,
    "jpeg": 0.40,
    "webp": 0.14,
    "resize": 0.12,
    "resize_jpeg": 0.12,
    "blur": 0.08,
    "noise": 0.05,
    "colour": 0.03,
}
# Scale, sigma in pixels, sigma in levels, factor, degrees.
AMOUNTS: Final[Mapping[str, tuple[float, float]]] = {
    "resize": (0.5, 1.0),
    "resize_jpeg": (0.5, 1.0),
    "blur": (0.3, 1.2),
    "noise": (1.0, 10.0),
    "colour": (0.7, 1.3),
    "rotate": (-3.0, 3.0),
}
_FILTERS: Final = (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS)


@dataclass(frozen=True, slots=True)
class Mixture:
    """Which attacks are drawn how often, and how strong: each is uniform in its range."""

    shares: Mapping[str, float] = field(default_factory=lambda: SHARES)
    amounts: Mapping[str, tuple[float, float]] = field(default_factory=lambda: AMOUNTS)
    qualities: tuple[int, int] = (25, 90)


@dataclass(frozen=True, slots=True)
class Attacks:
    """One attack a picture: what ``attacked`` needs, drawn where batches are drawn."""

    codes: NDArray[np.float32]  # [N,5]: kind, quality, amount, filter, seed
    kernels: NDArray[np.float32]  # [N,S,S]: rows of what scaling and blurring do to a line
    turns: NDArray[np.float32]  # [N,8]: what rotation does to places, as Keras writes it


def draw_attacks(
    count: int, side: int, rng: np.random.Generator, mixture: Mixture | None = None
) -> Attacks:
    """Random attacks on squares of ``side`` pixels; without a mixture those of ``SHARES``."""
    mixture = mixture or Mixture()
    codes = np.zeros((count, 5), np.float32)
    kernels = np.empty((count, side, side), np.float32)
    turns = np.empty((count, 8), np.float32)
    names = rng.choice(list(mixture.shares), count, p=list(mixture.shares.values()))
    for row, name in enumerate(names):
        quality = rng.integers(*mixture.qualities, endpoint=True)
        amount = rng.uniform(*mixture.amounts.get(name, (1.0, 1.0)))
        resampling, seed = rng.integers(len(_FILTERS)), rng.integers(1 << 20)
        codes[row] = KINDS.index(name), quality, amount, resampling, seed
        kernels[row] = _kernel(name, amount, side, _FILTERS[resampling])
        turns[row] = _turn(amount if name == "rotate" else 0.0, side)
    return Attacks(codes, kernels, turns)


def attacked(levels: Tensor, attacks: Mapping[str, Tensor]) -> Tensor:
    """RGB levels [N,H,W,3], 8-bit values, after their attacks, a batch of ``Attacks``' fields."""
    codes, kernels = attacks["codes"], attacks["kernels"]
    lines = ops.einsum("nij,njwc->niwc", kernels, levels)
    smooth = ops.einsum("nij,nhjc->nhic", kernels, lines)
    if "turns" in attacks:
        smooth = ops.image.affine_transform(smooth, attacks["turns"])
    is_jpeg = ops.equal(codes[:, 0], float(KINDS.index("jpeg")))
    quality = ops.where(is_jpeg, codes[:, 1], ops.zeros_like(codes[:, 1]))
    real = on_host(attack_all, ops.stop_gradient(levels), codes)
    return straight_through(through_jpeg(smooth, quality), real)


def on_host(work: Callable[..., NDArray[np.float32]], levels: Tensor, codes: Tensor) -> Tensor:
    """Run numpy code within a training step, whatever the back end; no gradient."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        result = tf.numpy_function(work, [levels, codes], tf.float32, stateful=False)
        result.set_shape(levels.shape)
        return result
    if keras.backend.backend() == "jax":
        import jax  # type: ignore[import-not-found]  # only where Keras runs on it

        shape = jax.ShapeDtypeStruct(levels.shape, "float32")
        return jax.pure_callback(work, shape, levels, codes)
    return ops.convert_to_tensor(work(ops.convert_to_numpy(levels), ops.convert_to_numpy(codes)))


def attack_all(levels: Any, codes: Any) -> NDArray[np.float32]:
    """Pictures [N,H,W,3] in levels after the attacks of ``codes``, by the real codecs."""
    pictures = np.asarray(levels).astype(np.uint8)
    pairs = zip(pictures, np.asarray(codes), strict=True)
    return np.stack([_attack(picture, code) for picture, code in pairs]).astype(np.float32)


def _attack(pixels: NDArray[np.uint8], code: NDArray[np.float32]) -> NDArray[np.uint8]:
    name, quality, amount = KINDS[int(code[0])], int(code[1]), float(code[2])
    resampling = _FILTERS[int(code[3])]
    picture = Image.fromarray(pixels)
    size = (round(picture.width * amount), round(picture.height * amount))
    if name == "jpeg":
        picture = _coded(picture, "JPEG", quality)
    elif name == "webp":
        picture = _coded(picture, "WEBP", quality)
    elif name == "resize":
        picture = picture.resize(size, resampling).resize(picture.size, resampling)
    elif name == "resize_jpeg":
        small = _coded(picture.resize(size, resampling), "JPEG", max(quality, 60))
        picture = small.resize(picture.size, resampling)
    elif name == "blur":
        return _levels(_sandwich(_blur(amount, pixels.shape[0]), pixels))
    elif name == "noise":
        noise = np.random.default_rng(int(code[4])).normal(0, amount, pixels.shape)
        return _levels(pixels + noise)
    elif name == "colour":
        return _levels(pixels * amount)
    elif name == "rotate":
        picture = picture.rotate(amount, Image.Resampling.BILINEAR)
    return np.asarray(picture)


def _coded(picture: Image.Image, kind: str, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, kind, quality=quality)
    return Image.open(file).convert("RGB")


def _levels(values: NDArray[Any]) -> NDArray[np.uint8]:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def _sandwich(kernel: NDArray[np.float32], pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(np.einsum("ij,jwc,kw->ikc", kernel, pixels.astype(np.float32), kernel))


def _kernel(
    name: str, amount: float, side: int, resampling: Image.Resampling
) -> NDArray[np.float32]:
    if name == "blur":
        return _blur(amount, side)
    if name.startswith("resize"):
        # What Pillow does to a line is what it does to the rows of the unit matrix.
        unit = Image.fromarray(np.eye(side, dtype=np.float32))
        down = unit.resize((side, round(side * amount)), resampling)
        return np.asarray(down.resize((side, side), resampling), np.float32)
    return np.eye(side, dtype=np.float32)


def _blur(sigma: float, side: int) -> NDArray[np.float32]:
    distance = np.subtract.outer(np.arange(side), np.arange(side))
    kernel = np.exp(-0.5 * (distance / sigma) ** 2)
    return np.asarray(kernel / kernel.sum(axis=1, keepdims=True), np.float32)


def _turn(degrees: float, side: int) -> tuple[float, ...]:
    """Where each place of a square turned anticlockwise about its middle comes from."""
    cosine, sine = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    middle = (side - 1) / 2
    across = middle * (1 - cosine + sine)
    down = middle * (1 - sine - cosine)
    return cosine, -sine, across, sine, cosine, down, 0.0, 0.0
