"""The system itself, asked for what the rivals are asked for."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from cloak_codec import CodecError, Mode, Networks, Text, unseal

from cloak_bench.covers import Cover, pixels_of
from cloak_bench.hiding import Hiding
from cloak_bench.rivals.tools import Hidden, Read


class Ours:
    """One mode of the codec; sealing and opening count as its time, Argon2id included."""

    container = "png"

    def __init__(self, mode: Mode, networks: Networks) -> None:
        self._hiding, self._networks = Hiding(mode), networks

    def embed(self, cover: Path, stego: Path, text: str) -> Hidden:
        """Seal a text and hide it."""
        begun = time.perf_counter()
        picture = Cover(cover.name, pixels_of(cover.read_bytes()))
        try:
            sealed = self._hiding.seal(Text(text), picture)
            done = self._hiding.embed(picture, sealed)
        except CodecError as refused:
            return Hidden(time.perf_counter() - begun, error=refused.code)
        stego.write_bytes(done.file)
        return Hidden(time.perf_counter() - begun)

    def extract(self, stego: Path, side: Any) -> Read:
        """Find what is hidden and open it."""
        begun = time.perf_counter()
        try:
            found = self._hiding.extract(stego.read_bytes(), self._networks)
            if found.sealed is None:
                return Read(time.perf_counter() - begun, error=found.answer.value)
            opened = unseal(found.sealed, self._hiding.secret)
        except CodecError as failed:
            return Read(time.perf_counter() - begun, error=failed.code)
        text = opened.text if isinstance(opened, Text) else None
        return Read(time.perf_counter() - begun, text)

    def close(self) -> None:
        """Nothing runs between two pictures."""
