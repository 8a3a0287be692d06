"""What the makers of test vectors have in common; version 1's were made by a codec that is gone."""

from __future__ import annotations

from typing import Any, Final

from cloak_codec import Payload, Text

PASSPHRASE: Final = "correct horse battery staple"  # published with the vectors


def expected(payload: Payload, sealed: bytes, passphrase: str | None) -> dict[str, Any]:
    """What a vector's index says about a robust message."""
    if isinstance(payload, Text):
        shown: dict[str, Any] = {"text": payload.text}
    else:
        shown = {
            "name": payload.name,
            "media_type": payload.media_type,
            "content_hex": payload.content.hex(),
        }
    return {"mode": "robust", "passphrase": passphrase, "sealed_hex": sealed.hex(), **shown}
