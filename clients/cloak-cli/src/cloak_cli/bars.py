"""Progress on the terminal: bytes that travel, jobs that advance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloak_client import Job

    from cloak_cli.voice import Voice


@contextmanager
def transfer_bar(voice: Voice, label: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar of bytes done and in all; nothing where there is no terminal."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        console=voice.console,
        transient=True,
        disable=not voice.console.is_terminal,
    )
    with progress:
        task = progress.add_task(label, total=None)
        yield lambda done, size: progress.update(task, completed=done, total=size)


@contextmanager
def job_bar(voice: Voice) -> Iterator[Callable[[Job], None]]:
    """A bar of a job's progress with its stage; nothing where there is no terminal."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=voice.console,
        transient=True,
        disable=not voice.console.is_terminal,
    )
    with progress:
        task = progress.add_task("submitted", total=1.0)

        def show(job: Job) -> None:
            stage = job.progress.stage if job.progress else job.status
            fraction = job.progress.fraction if job.progress else float(job.is_finished)
            progress.update(task, description=f"{job.kind}: {stage}", completed=fraction)

        yield show
