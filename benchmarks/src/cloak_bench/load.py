"""``cloak-bench load``: many jobs at once for a running gateway, every answer checked.

Twenty people sign up; each uploads a cover and hides a text in it. Then all jobs are submitted at
once: half hide another text, half find the first one. A job counts as right if it ended within its
deadline and its answer is the right one: the found text exact, the picture's bytes those of its
hash, both asked for when the clock has stopped. ``own`` is the worker's time beyond the networks':
all its stages less ``model``, the time in Predict calls. Exit status 0 only if all jobs are right.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import secrets
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from cloak_client import CloakClient, CloakClientError, Job, OpenedText, OpenWishes, Retries
from PIL import Image, ImageOps

from cloak_bench.cost import cost, reading
from cloak_bench.load_report import Outcome, Person, print_summary, summary
from cloak_bench.results import provenance, write_results

PASSPHRASE: Final = "benchmark"  # noqa: S105  # opens nothing but the benchmark's own pictures
MOST_JOBS: Final = 2000
MOST_CLIENTS: Final = 100
RETRIES: Final = Retries(attempts=10)
CHECKS_AT_ONCE: Final = 4
SIGN_UPS_AT_ONCE: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", default="http://127.0.0.1:8080")
    parser.add_argument("--cover", type=Path, required=True, help="a photograph to hide in")
    parser.add_argument("--side", type=int, help="cut it to a square of so many pixels")
    parser.add_argument(
        "--jobs", type=int, default=200, choices=range(1, MOST_JOBS + 1), metavar="N"
    )
    parser.add_argument(
        "--clients", type=int, default=20, choices=range(1, MOST_CLIENTS + 1), metavar="N"
    )
    parser.add_argument(
        "--open", action="store_true", help="without passphrases, whose cost is the gateway's"
    )
    parser.add_argument("--deadline", type=float, default=600, help="seconds for one job")
    parser.add_argument("--limit", type=float, default=1500, help="seconds for everything")
    parser.add_argument("--mode", choices=("robust", "covert"), default="robust")
    parser.add_argument("--kind", choices=("both", "embed", "extract"), default="both")
    parser.add_argument(
        "--system", type=Path, help="build/state/system.json: tell what each part spent as well"
    )
    parser.add_argument("--out", type=Path, help="write the figures here, as JSON")


def run(arguments: argparse.Namespace) -> None:
    """Run the load, write the JSON file, print its tables."""
    found = asyncio.run(_run(arguments))
    if arguments.out is not None:
        write_results(arguments.out, found | provenance())
    print_summary(found)
    sys.exit(0 if found["right"] == found["jobs"] else 1)


async def _run(arguments: argparse.Namespace) -> dict[str, Any]:
    cover = _cover(arguments.cover, arguments.side)
    async with AsyncExitStack() as stack, asyncio.timeout(arguments.limit):
        clients = [
            await stack.enter_async_context(
                CloakClient(arguments.server, retries=RETRIES, deadline_s=arguments.deadline)
            )
            for _ in range(arguments.clients)
        ]
        signing_up = asyncio.Semaphore(SIGN_UPS_AT_ONCE)
        people = await asyncio.gather(
            *(_prepared(cloak, cover, signing_up, arguments) for cloak in clients)
        )
        before = reading(arguments.system) if arguments.system else None
        begun = time.perf_counter()
        outcomes = await asyncio.gather(
            *(
                _measured(people[number % len(people)], kind, number, arguments.deadline)
                for number, kind in enumerate(_kinds(arguments, len(people)))
            )
        )
        costs = {}
        if before is not None:
            costs = {"cost": cost(before, reading(arguments.system), arguments.jobs)}
        at_once = asyncio.Semaphore(CHECKS_AT_ONCE)
        outcomes = await asyncio.gather(*(_checked(outcome, at_once) for outcome in outcomes))
    settings = {
        "clients": arguments.clients,
        "cover_side": arguments.side or "native",
        "passphrase": not arguments.open,
        "kind": arguments.kind,
        "mode": arguments.mode,
    }
    return settings | summary(outcomes, begun) | costs


def _kinds(arguments: argparse.Namespace, people: int) -> list[str]:
    """Half of each, for all of them and for each of the people, who take turns; or one alone."""
    if arguments.kind != "both":
        return [arguments.kind] * arguments.jobs
    numbers = range(arguments.jobs)
    return [("embed", "extract")[(number // people + number) % 2] for number in numbers]


async def _prepared(
    cloak: CloakClient, cover: bytes, signing_up: asyncio.Semaphore, arguments: argparse.Namespace
) -> Person:
    username, password = f"load-{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    async with signing_up:  # each hashes a password, which takes a core
        await cloak.register(username, password)
        await cloak.login(username, password)
    passphrase = None if arguments.open else PASSPHRASE
    upload = await cloak.upload(cover, filename="cover.png")
    text = f"{secrets.token_hex(8)} до"
    wishes: OpenWishes = {"passphrase": passphrase, "mode": arguments.mode}
    job = await cloak.embed_text(upload.id, text, **wishes)
    job = await cloak.wait(job.id, deadline_s=arguments.deadline)
    if job.result is None:
        raise SystemExit(f"the preparation failed: {job.error}")
    return Person(cloak, upload.id, job.result.blob, text, wishes)


async def _measured(person: Person, kind: str, number: int, deadline_s: float) -> Outcome:
    """Submit one job and wait for its end."""
    begun = time.perf_counter()
    try:
        if kind == "embed":
            text = f"number {number}"
            job = await person.cloak.embed_text(person.cover, text, **person.wishes)
        else:
            # What robust hides shows to everybody; a covert message to its passphrase alone.
            key = person.wishes["passphrase"] if person.wishes["mode"] == "covert" else None
            job = await person.cloak.extract(person.stego, passphrase=key)
        submitted = time.perf_counter()
        job = await person.cloak.wait(job.id, deadline_s=deadline_s)
    except CloakClientError as error:
        return Outcome(person, kind, wrong=type(error).__name__)
    ended = time.perf_counter()
    return Outcome(person, kind, submitted - begun, ended - begun, ended, job)


async def _checked(outcome: Outcome, at_once: asyncio.Semaphore) -> Outcome:
    """The outcome with what is wrong about its answer."""
    if outcome.job is None:
        return outcome
    async with at_once:
        try:
            wrong = await _wrong(outcome.person, outcome.job)
        except CloakClientError as error:
            wrong = f"answer: {type(error).__name__}"
    return replace(outcome, wrong=wrong)


async def _wrong(person: Person, job: Job) -> str | None:
    if job.status != "succeeded":
        return job.error.code if job.error else job.status
    if job.kind == "extract":
        if job.answer != "payload":
            return f"answer: {job.answer}"
        found = await person.cloak.open(job.id, person.wishes["passphrase"])
        return None if found == OpenedText(person.text) else "another text"
    async with person.cloak.result(job.id) as download:
        stego = await download.read()
    is_same = job.result is not None and hashlib.sha256(stego).hexdigest() == job.result.sha256
    return None if is_same else "other bytes"


def _cover(path: Path, side: int | None) -> bytes:
    with Image.open(path) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    if side is not None:
        picture = ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
