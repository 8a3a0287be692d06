"""The pictures of docs/operations: chosen panels, drawn from their own expressions."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from grafana_foundation_sdk.models.dashboard import Panel
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from cloak_monitoring.boards import BOARDS
from cloak_monitoring.drawing import STYLE, Span, Window, draw
from cloak_monitoring.frame import panels_of
from cloak_monitoring.names import resolved
from cloak_monitoring.panels import queries_of
from cloak_monitoring.prometheus import Curve, Prometheus

STEPS = 240
COLUMNS = 2
WIDTH_IN, ROW_IN, DPI = 12.0, 3.1, 110
SECONDS_OF_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """Panels of one dashboard, by their titles."""

    board: str
    titles: tuple[str, ...]


PICTURES = (
    Picture(
        "overview",
        (
            "Jobs finished",
            "Seconds from acceptance to end",
            "Waiting in the queue",
            "Burn of the embeds' budget",
            "Requests",
            "Alerts",
        ),
    ),
    Picture(
        "jobs",
        (
            "Jobs accepted",
            "Seconds in the queue",
            "Jobs by their seconds",
            "Calls of workers made again",
        ),
    ),
    Picture(
        "worker",
        (
            "Where the time of an embed goes",
            "Where the time of an extract goes",
            "Seconds of a Predict call",
            "Predict calls made again",
            "Seconds of a request and of a run",
            "Lag of the event loop",
        ),
    ),
    Picture("http", ("Requests", "Duration", "Slowest routes", "Processor")),
    Picture("kafka", ("Lag", "Written", "Seconds until it is safe", "Age of job events")),
    Picture("storage", ("Taken in", "Seconds of a request", "Commands", "Seconds of a command")),
    Picture("quality", ("Likeness to the cover", "Pictures by their PSNR", "Modes", "Sealing")),
)


def draw_pictures(url: str, out: Path, *, minutes: float, until: float | None) -> Iterator[Path]:
    """Draw every picture from the last minutes before `until`, or now; yield their files.

    Raises QueryFailed and httpx.HTTPError.
    """
    end = time.time() if until is None else until
    window = Window(end - minutes * SECONDS_OF_MINUTE, end)
    out.mkdir(parents=True, exist_ok=True)
    with Prometheus(url) as prometheus, mpl.rc_context(STYLE):
        spans = _outages(prometheus, window)
        for picture in PICTURES:
            path = out / f"{picture.board}.webp"
            _drawn(prometheus, picture, window, spans).savefig(path, dpi=DPI)
            yield path


def _drawn(prometheus: Prometheus, picture: Picture, window: Window, spans: list[Span]) -> Figure:
    rows = -(-len(picture.titles) // COLUMNS)
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1)
    figure = Figure(figsize=(WIDTH_IN, ROW_IN * rows), layout=layout)
    places = figure.subplots(rows, COLUMNS, squeeze=False).flat
    for place, panel in zip(places, _panels(picture), strict=False):
        draw(place, panel, _curves(prometheus, panel, window), window, spans)
    return figure


def _panels(picture: Picture) -> list[Panel]:
    by_title = {panel.title: panel for panel in panels_of(BOARDS[picture.board]())}
    return [by_title[title] for title in picture.titles]


def _curves(prometheus: Prometheus, panel: Panel, window: Window) -> list[tuple[str, Curve]]:
    return [
        (query.legend, curve)
        for query in queries_of(panel)
        for curve in _over(prometheus, query.expr, window)
    ]


def _over(prometheus: Prometheus, expr: str, window: Window) -> list[Curve]:
    step_s = (window.end - window.begin) / STEPS
    return prometheus.over(resolved(expr, rate="1m"), window.begin, window.end, step_s)


def _outages(prometheus: Prometheus, window: Window) -> list[Span]:
    """Say when which job did not answer: what explains the rest."""
    return [
        Span(f"{curve.labels['job']} down", curve.points[0][0], curve.points[-1][0])
        for curve in _over(prometheus, "min by (job) (up) == 0", window)
    ]
