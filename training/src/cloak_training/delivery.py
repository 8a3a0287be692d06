"""What the receiver gets: pictures written and read with the real codecs, and their figures."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.metrics import structural_similarity


def as_jpeg(pictures: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Pictures [N,H,W,3] after JPEG 4:2:0."""
    return np.stack([_through(picture, "JPEG", quality) for picture in pictures])


def as_webp(pictures: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Pictures [N,H,W,3] after lossy WebP."""
    return np.stack([_through(picture, "WEBP", quality) for picture in pictures])


def rescaled(
    pictures: NDArray[np.uint8],
    scale: float,
    resampling: Image.Resampling,
    quality: int | None = None,
) -> NDArray[np.uint8]:
    """Pictures scaled, recompressed as JPEG where ``quality`` is given, and scaled back."""
    height, width = pictures.shape[1:3]
    size = round(width * scale), round(height * scale)
    small = [np.asarray(Image.fromarray(picture).resize(size, resampling)) for picture in pictures]
    if quality is not None:
        small = list(as_jpeg(np.stack(small), quality))
    back = [Image.fromarray(picture).resize((width, height), resampling) for picture in small]
    return np.stack([np.asarray(picture) for picture in back])


def _through(picture: NDArray[np.uint8], kind: str, quality: int) -> NDArray[np.uint8]:
    file = io.BytesIO()
    subsampling = {"subsampling": "4:2:0"} if kind == "JPEG" else {}
    Image.fromarray(picture).save(file, kind, quality=quality, **subsampling)
    return np.asarray(Image.open(file).convert("RGB"))


def decibels(pictures: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float64]:
    """PSNR of each picture in dB, at most 80."""
    error = np.square(pictures.astype(np.float64) - others).mean(axis=(1, 2, 3))
    return np.asarray(10 * np.log10(255**2 / np.maximum(error, 255**2 / 1e8)))


def mean_ssim(pictures: NDArray[np.uint8], others: NDArray[np.uint8]) -> float:
    """SSIM over colour channels, averaged over pictures."""
    pairs = zip(pictures, others, strict=True)
    return float(np.mean([_ssim(a, b) for a, b in pairs]))


def _ssim(picture: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(
        structural_similarity(picture, other, channel_axis=2, data_range=255)  # type: ignore[no-untyped-call]  # scikit-image ships no types
    )
