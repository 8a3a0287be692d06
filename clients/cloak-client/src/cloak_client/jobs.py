"""Jobs: hide, extract, watch, fetch, open, cancel."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Unpack

from cloak_client.calls import Call, FormFile, delete, get
from cloak_client.downloads import Download
from cloak_client.errors import JobAlreadyFinished
from cloak_client.models import Job, JobKind, JobStatus, Page
from cloak_client.payloads import Opened, opened
from cloak_client.session import Session
from cloak_client.uploads import TRANSFER_DEADLINE_S
from cloak_client.wishes import OpenWishes, SealedWishes, Wishes

SUBMISSION_DEADLINE_S = 300.0  # sealing takes a core for a while, and others may come first


class Jobs:
    """The routes /api/embed, /api/extract and /api/jobs.

    A submission carries an idempotency key, one's own or a fresh one, so a lost answer is asked
    for again and makes no second job.
    """

    _session: Session

    async def embed_text(self, cover: str, text: str, **wishes: Unpack[OpenWishes]) -> Job:
        """Hide a text in the uploaded cover; raises PayloadTooLarge, NotFound, Invalid."""
        return await self._embed(cover, wishes, text=text)

    async def embed_file(
        self,
        cover: str,
        content: bytes,
        *,
        name: str,
        media_type: str = "application/octet-stream",
        **wishes: Unpack[OpenWishes],
    ) -> Job:
        """Hide a file with its name and type in the uploaded cover; raises as ``embed_text``."""
        return await self._embed(cover, wishes, file=FormFile(name, media_type, content))

    async def embed_image(
        self,
        cover: str,
        picture: bytes,
        *,
        name: str = "picture.png",
        media_type: str = "image/png",
        **wishes: Unpack[OpenWishes],
    ) -> Job:
        """Hide a picture in the uploaded cover; raises as ``embed_text``.

        It is coded to fit, scaled down where there is little room. By default it survives JPEG of
        quality 80 and better; the channel ``lossless`` has more room.
        """
        wishes = {"mode": "image", **wishes}
        return await self._embed(cover, wishes, file=FormFile(name, media_type, picture))

    async def embed_sealed(self, cover: str, sealed: bytes, **wishes: Unpack[SealedWishes]) -> Job:
        """Hide what was sealed on this side: the server sees ciphertext alone."""
        placement = _armoured(wishes.pop("placement", None))
        return await self._embed(cover, wishes, sealed=_armoured(sealed), placement=placement)

    async def extract(
        self,
        image: str,
        *,
        passphrase: str | None = None,
        placement: bytes | None = None,
        idempotency_key: str | None = None,
    ) -> Job:
        """Look for a payload in an uploaded or received picture, by its blob id.

        A covert message shows to its passphrase, or the ``placement`` key of that, alone.
        """
        body = {"image": image, "passphrase": passphrase, "placement": _armoured(placement)}
        call = _submission("/api/extract").with_json(body).with_key(idempotency_key)
        return await self._session.receive(call, Job)

    async def jobs(
        self,
        *,
        status: JobStatus | None = None,
        kind: JobKind | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[Job]:
        """One's own jobs, newest first."""
        call = get("/api/jobs", status=status, kind=kind, limit=limit, cursor=cursor)
        return await self._session.receive(call, Page[Job])

    async def job(self, job_id: str) -> Job:
        """One of one's own jobs as it stands; raises NotFound."""
        return await self._session.receive(get(f"/api/jobs/{job_id}"), Job)

    @asynccontextmanager
    async def result(self, job_id: str) -> AsyncIterator[Download]:
        """The stego file, or the sealed bytes of an extract; raises JobNotFinished, Gone."""
        async with self._session.stream(get(f"/api/jobs/{job_id}/result")) as response:
            yield Download(response)

    async def open(self, job_id: str, passphrase: str | None = None) -> Opened:
        """What a finished extract found; raises WrongKey, PassphraseRequired, JobNotFinished."""
        call = Call("POST", f"/api/jobs/{job_id}/open", deadline_s=TRANSFER_DEADLINE_S)
        call = call.with_json({"passphrase": passphrase}).safe_to_repeat()
        return opened(await self._session.send(call))

    async def _embed(
        self, cover: str, wishes: Wishes, *, file: FormFile | None = None, **content: str | None
    ) -> Job:
        body: dict[str, Any] = {"cover": cover, "mode": "robust", **wishes, **content}
        key = body.pop("idempotency_key", None)
        call = _submission("/api/embed")
        call = call.with_json(body) if file is None else call.with_form(body, file)
        return await self._session.receive(call.with_key(key), Job)

    async def retry(self, job_id: str, *, idempotency_key: str | None = None) -> Job:
        """A new job of the same request as one that failed or was cancelled.

        Raises Conflict (job_not_failed), Gone (inputs_gone), NotFound.
        """
        call = _submission(f"/api/jobs/{job_id}/retry").with_key(idempotency_key)
        return await self._session.receive(call, Job)

    async def cancel(self, job_id: str) -> Job:
        """Stop a job, queued or running; twice is as good as once.

        Raises JobAlreadyFinished if it ended in another way before.
        """
        try:
            return await self._session.receive(delete(f"/api/jobs/{job_id}"), Job)
        except JobAlreadyFinished:
            job = await self.job(job_id)
            if job.status == "cancelled":
                return job
            raise


def _submission(path: str) -> Call:
    return Call("POST", path, deadline_s=SUBMISSION_DEADLINE_S)


def _armoured(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()
