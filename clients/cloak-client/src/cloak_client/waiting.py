"""The end of a job, awaited: pushed where possible, asked for where not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from httpx_sse import EventSource, SSEError

from cloak_client.calls import Call, get
from cloak_client.deadlines import deadline
from cloak_client.errors import (
    DeadlineExceeded,
    RateLimited,
    ServerProblem,
    TransportError,
    UnexpectedAnswer,
)
from cloak_client.models import Job
from cloak_client.session import Session, parsed

SILENCE_S = 45.0  # three heartbeats of the server
LONGEST_PAUSE_S = 5.0
FIRST_PAUSE_S = 0.25


class Waiting:
    """The live side of jobs."""

    _session: Session

    async def job_events(self, job_id: str) -> AsyncGenerator[Job, None]:
        """The job now and at each change, until it is finished or the stream breaks.

        Raises NotFound, TransportError, and UnexpectedAnswer if this is no event stream.
        """
        call = Call(
            "GET",
            f"/api/jobs/{job_id}/events",
            headers={"Accept": "text/event-stream", "Cache-Control": "no-store"},
            read_timeout_s=SILENCE_S,
        )
        async with self._session.stream(call) as response:
            try:
                async for event in EventSource(response).aiter_sse():
                    if event.event == "job":
                        yield parsed(event.data, Job)
            except SSEError as error:
                raise UnexpectedAnswer(str(error)) from error

    async def wait(
        self,
        job_id: str,
        *,
        deadline_s: float = 300.0,
        on_change: Callable[[Job], None] | None = None,
    ) -> Job:
        """The job once it is finished, whatever the outcome: succeeded, failed or cancelled.

        Follows the event stream and polls when there is none or it breaks; a server that goes
        away meanwhile is waited for. Raises DeadlineExceeded, NotFound; the job itself goes on.
        """
        seen = Sightings(on_change)
        async with deadline(deadline_s, f"job {job_id}"):
            try:
                async with aclosing(self.job_events(job_id)) as states:
                    async for job in states:
                        if seen.show(job).is_finished:
                            return job
            except (ServerProblem, RateLimited, UnexpectedAnswer):
                pass  # polling tells whether there is more to it
            except (TransportError, DeadlineExceeded):
                if not self._session.has_answered:
                    raise
            return await self._poll(job_id, seen)

    async def _poll(self, job_id: str, seen: Sightings) -> Job:
        etag: str | None = None
        pause_s = FIRST_PAUSE_S
        while True:
            call = get(f"/api/jobs/{job_id}").unless_still(etag)
            asked = ""
            try:
                response = await self._session.send(call)
            except (ServerProblem, RateLimited, TransportError, DeadlineExceeded):
                pass  # the wait's own deadline ends this
            else:
                asked = response.headers.get("retry-after", "")
                if response.status_code != 304:
                    etag = response.headers.get("etag")
                    job = seen.show(parsed(response.content, Job))
                    if job.is_finished:
                        return job
            await asyncio.sleep(min(float(asked), LONGEST_PAUSE_S) if asked.isdigit() else pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)


class Sightings:
    """Passes each state of a job on once."""

    def __init__(self, on_change: Callable[[Job], None] | None) -> None:
        self._on_change = on_change
        self._last: Job | None = None

    def show(self, job: Job) -> Job:
        """Report the job if it differs from the last one shown; gives it back."""
        if self._on_change is not None and job != self._last:
            self._on_change(job)
        self._last = job
        return job
