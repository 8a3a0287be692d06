"""Opening what was sealed for one's account: its key is unwrapped and used on this computer."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from dataclasses import replace
from typing import TYPE_CHECKING

import cloak_codec
from cloak_codec import Payload

from cloak_cli.finding import ANSWER_BY_REFUSAL, Finding
from cloak_cli.sealing_here import found_in

if TYPE_CHECKING:
    from cloak_client import CloakClient, OwnKey


async def opened_with_own_key(
    cloak: CloakClient, password: str, about: Finding
) -> tuple[Finding, bytes | None]:
    """What is known of the extraction with what it holds, and the payload's bytes if it opens.

    Raises the client's NotFound for an account without a key.
    """
    kept = await cloak.my_key()
    async with cloak.result(about.job or "") as result:
        sealed = await result.read()
    try:
        payload = await asyncio.to_thread(_opened, sealed, kept, password)
    except cloak_codec.UnsealFailed as refusal:
        return replace(about, answer=ANSWER_BY_REFUSAL[refusal.code], reason=refusal.code), None
    return found_in(payload, about)


def _opened(sealed: bytes, kept: OwnKey, password: str) -> Payload:
    public, wrapped = b64decode(kept.public_key), b64decode(kept.wrapped)
    return cloak_codec.unseal_with(sealed, cloak_codec.unwrapped_key(wrapped, public, password))
