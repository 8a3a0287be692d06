"""cloak jobs: list, show, cancel, retry, download; and what the end of a job means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cloak_cli.bars import job_bar, transfer_bar
from cloak_cli.exits import Exit, exit_for_failure
from cloak_cli.options import DEFAULT_SERVER, AsJson, Limit, Server
from cloak_cli.running import with_server
from cloak_cli.voice import Voice, facts, when

if TYPE_CHECKING:
    from cloak_client import CloakClient, Job

app = typer.Typer(help="Your jobs: list, show, cancel, retry, download.", no_args_is_help=True)

JobId = Annotated[str, typer.Argument(metavar="JOB", help="The job's id.")]


StatusChoice = Literal["accepted", "queued", "running", "succeeded", "failed", "cancelled"]
KindChoice = Literal["embed", "extract"]


@app.command("list")
def list_jobs(
    status: Annotated[StatusChoice | None, typer.Option(help="Only these.")] = None,
    kind: Annotated[KindChoice | None, typer.Option(help="Only these.")] = None,
    limit: Limit = 20,
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """List jobs, newest first."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        page = await cloak.jobs(status=status, kind=kind, limit=limit)
        voice.fact(facts(page))
        columns = ("job", "kind", "mode", "created", "outcome")
        voice.table("Jobs", columns, (_row(job) for job in page.items))
        return Exit.OK

    with_server(server, voice, work)


@app.command()
def show(job_id: JobId, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Show one job."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        job = await cloak.job(job_id)
        voice.fact(facts(job))
        told = facts(job).items()
        voice.table(job.id, ("", ""), ((key, str(value)) for key, value in told if value))
        return Exit.OK

    with_server(server, voice, work)


@app.command()
def cancel(job_id: JobId, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Stop a job, queued or running."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        job = await cloak.cancel(job_id)
        voice.fact(facts(job))
        voice.say(f"{job.id} is {job.status}")
        return Exit.OK

    with_server(server, voice, work)


@app.command()
def retry(job_id: JobId, server: Server = DEFAULT_SERVER, as_json: AsJson = False) -> None:
    """Try a job again that failed or was cancelled."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        job = await cloak.retry(job_id)
        voice.fact(facts(job))
        voice.say(f"{job.id} is {job.status}")
        return Exit.OK

    with_server(server, voice, work)


@app.command()
def download(
    job_id: JobId,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to put the result.")],
    server: Server = DEFAULT_SERVER,
    as_json: AsJson = False,
) -> None:
    """Fetch the file that a job made."""
    voice = Voice(as_json=as_json)

    async def work(cloak: CloakClient) -> Exit:
        size = await fetched(cloak, voice, job_id, out)
        voice.fact({"job": job_id, "saved": str(out), "size": size})
        voice.say(f"{out}: {size} bytes", style="green")
        return Exit.OK

    with_server(server, voice, work)


async def fetched(cloak: CloakClient, voice: Voice, job_id: str, out: Path) -> int:
    """Put a job's result into a file; gives its size in bytes."""
    with transfer_bar(voice, out.name) as progress:
        async with cloak.result(job_id) as result:
            return await result.save(out, progress=progress)


async def followed(cloak: CloakClient, voice: Voice, job_id: str, deadline_s: float) -> Job:
    """The job when it is finished, shown as it goes."""
    with job_bar(voice) as show_state:
        return await cloak.wait(job_id, deadline_s=deadline_s, on_change=show_state)


def unsuccessful(voice: Voice, job: Job) -> Exit | None:
    """The status for a job that did not succeed, told; None for one that did."""
    if job.status == "cancelled":
        voice.fail("job_cancelled", f"{job.id} was cancelled", job=job.id)
        return Exit.CANCELLED
    if job.error is not None:
        voice.fail(job.error.code, job.error.message, job=job.id)
        return exit_for_failure(job.error.code)
    return None


def _row(job: Job) -> tuple[str, ...]:
    outcome = job.error.code if job.error else job.answer or job.status
    return (job.id, job.kind, job.mode or "", when(job.created_at), outcome)
