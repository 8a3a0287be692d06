"""`make traces`: one embedding and one extraction, traced for real and drawn into the docs."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from cloak_bench.report.canvas import COLOURS, figure
from cloak_client import CloakClient, Job
from cloak_local.demo.story import ROBUST_COVER
from cloak_local.places import ROOT, Places
from cloak_local.ports import Ports
from cloak_local.system import System
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from rich.console import Console

from tests.e2e.traces import trace_of
from tests.plugins.otlp import Collector, SeenSpan, collecting

FOLDER = ROOT / "docs" / "operations"
SERVICES = ("gateway", "storage", "stego-worker", "model-server", "messaging")
ROW_INCHES, WIDTH_INCHES = 0.21, 9.5
WARM_UPS = 2  # what is loaded at the first job is no part of a usual one
CONSOLE = Console(highlight=False)


async def main() -> None:
    """Trace both kinds of job in a system of their own and draw them."""
    with TemporaryDirectory(prefix="cloak-traces-") as folder, collecting() as collector:
        environ = dict(os.environ) | collector.environment
        places, ports = Places.under(Path(folder)), Ports.free()
        async with (
            System(places, ports, environ=environ, tell=CONSOLE.print) as system,
            CloakClient(system.gateway_url) as cloak,
        ):
            name, password = f"ada-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
            await cloak.register(name, password)
            await cloak.login(name, password)
            cover = (await cloak.upload(ROBUST_COVER.read_bytes(), filename="cover.jpg")).id
            for _ in range(WARM_UPS + 1):
                embedding = await _done(
                    cloak, await cloak.embed_text(cover, "meet at nine", passphrase=password)
                )
                extraction = await _done(cloak, await cloak.extract(cover))
            await _draw(collector, embedding, "trace-of-an-embedding.png")
            await _draw(collector, extraction, "trace-of-an-extraction.png")


async def _done(cloak: CloakClient, job: Job) -> Job:
    return await cloak.wait(job.id, deadline_s=90)


async def _draw(collector: Collector, job: Job, file: str) -> None:
    spans = _in_order(await trace_of(collector, job))
    with figure(FOLDER / file, WIDTH_INCHES, ROW_INCHES * len(spans) + 0.9) as axes:
        _waterfall(axes, spans)
    CONSOLE.print(f"{FOLDER / file}: {len(spans)} spans")


def _in_order(spans: list[SeenSpan]) -> list[tuple[int, SeenSpan]]:
    """Each span with its depth, right under its parent, in the order in which they began."""

    def under(parent: str, depth: int) -> Iterator[tuple[int, SeenSpan]]:
        for span in spans:
            if span.parent == parent:
                yield depth, span
                yield from under(span.id, depth + 1)

    return list(under("", 0))


def _waterfall(axes: Axes, spans: list[tuple[int, SeenSpan]]) -> None:
    start_s = min(span.begun_s for _, span in spans)
    end_ms = 1000 * (max(span.ended_s for _, span in spans) - start_s)
    colours = dict(zip(SERVICES, COLOURS, strict=False))
    for row, (_, span) in enumerate(spans):
        begun_ms, took_ms = 1000 * (span.begun_s - start_s), 1000 * (span.ended_s - span.begun_s)
        axes.barh(row, max(took_ms, end_ms / 400), left=begun_ms, color=colours[span.service])
        is_inside = took_ms > 0.3 * end_ms
        is_after = begun_ms + took_ms <= 0.9 * end_ms and not is_inside
        axes.annotate(
            f"{took_ms:.1f} ms" if took_ms < 10 else f"{took_ms:.0f} ms",
            (begun_ms + took_ms if is_after else begun_ms, row),
            xytext=(4 if is_after or is_inside else -4, -0.5),
            textcoords="offset points",
            horizontalalignment="left" if is_after or is_inside else "right",
            verticalalignment="center",
            fontsize=7,
            color="white" if is_inside else "#444444",
        )
    axes.set_yticks(range(len(spans)), ["   " * depth + span.name for depth, span in spans])
    for label in axes.get_yticklabels():
        label.set_horizontalalignment("left")
    axes.tick_params(axis="y", length=0, pad=245, labelsize=7.5)
    axes.set_ylim(len(spans) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.set_xlim(0, end_ms * 1.04)
    axes.set_xlabel("ms since the request came in")
    present = {span.service for _, span in spans}
    patches = [Patch(color=colours[name], label=name) for name in SERVICES if name in present]
    axes.legend(
        handles=patches,
        loc="lower center",
        bbox_to_anchor=(0.25, 1),
        ncols=5,
    )


if __name__ == "__main__":
    asyncio.run(main())
