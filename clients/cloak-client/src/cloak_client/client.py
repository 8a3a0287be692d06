"""The client: every route of the API as a method."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import httpx

from cloak_client.accounts import Accounts
from cloak_client.conversations import Conversations
from cloak_client.jobs import Jobs
from cloak_client.live import Live
from cloak_client.retries import Retries
from cloak_client.session import Session
from cloak_client.tokens import MemoryTokens, TokenStore
from cloak_client.uploads import Uploads
from cloak_client.waiting import Waiting

USER_AGENT = "cloak-client/0.1"
KEEPALIVE_S = 3.0  # shorter than the servers' 5 s: they must never close a connection in use


class CloakClient(Accounts, Uploads, Jobs, Waiting, Conversations, Live):
    """A connection to an Image Cloak server.

    ::

        async with CloakClient("http://127.0.0.1:8080") as cloak:
            await cloak.login("ada", password)
            cover = await cloak.upload(Path("cover.jpg"))
            job = await cloak.embed_text(cover.id, "meet at nine", passphrase=passphrase)
            job = await cloak.wait(job.id)
            async with cloak.result(job.id) as download:
                await download.save(Path("stego.png"))

    Every call ends within ``deadline_s`` (transfers and waits have their own) and raises only
    ``CloakClientError`` and, where it reads or writes a file, ``OSError``. One client may be used
    by many tasks at once.
    """

    def __init__(
        self,
        base_url: str,
        *,
        tokens: TokenStore | None = None,
        deadline_s: float = 30.0,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"User-Agent": USER_AGENT},
            timeout=httpx.Timeout(None, connect=5.0),  # the calls' own deadlines end them
            limits=httpx.Limits(keepalive_expiry=KEEPALIVE_S),
            transport=transport,
        )
        self._session = Session(
            self._http,
            tokens or MemoryTokens(),
            retries=retries or Retries(),
            deadline_s=deadline_s,
        )

    async def aclose(self) -> None:
        """Close the connections; a token renewal under way is let end first."""
        await self._session.login.aclose()
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
