"""Names of the format's generations, for reports and for the answer "needs a newer model"."""

from __future__ import annotations

from cloak_codec.modes import Mode


def model_name(mode: Mode, version: int) -> str:
    """The generation that wrote a picture, for example ``robust-1``."""
    return f"{mode.value}-{version}"
