"""One panel drawn by matplotlib much as Grafana draws it: unit, limits, stacks, names of series."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, pairwise
from typing import Any

import numpy as np
from grafana_foundation_sdk.models.dashboard import Panel
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cloak_monitoring.prometheus import Curve
from cloak_monitoring.scales import axis_unit, formatter

MOST_SERIES = 8
PALETTE = ("#3b6fb6", "#d9822b", "#3f9c6b", "#8a63b8", "#c2476f", "#7a6a53", "#2aa5a5", "#8c8c2b")
NAMED = {"green": "#3f9c6b", "orange": "#d9822b", "red": "#c9364a", "blue": "#3b6fb6"}
INK, FAINT, GRID = "#22262b", "#6b737c", "#e4e7ea"
STYLE: dict[Any, Any] = {
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
}

Named = tuple[str, Curve]


@dataclass(frozen=True, slots=True)
class Window:
    """The time that is drawn, in seconds since 1970."""

    begin: float
    end: float

    def minutes(self, at: float) -> float:
        """Place a time on the axis."""
        return (at - self.begin) / 60


@dataclass(frozen=True, slots=True)
class Span:
    """A while that is marked in every graph, and what was the matter."""

    text: str
    begin: float
    end: float


def draw(
    axes: Axes, panel: Panel, named: Sequence[Named], window: Window, spans: Sequence[Span]
) -> None:
    """Draw one panel; `named` are its curves, each with the legend of its query."""
    unit = _defaults(panel).unit or ""
    _mark(axes, window, spans)
    if panel.type_val == "heatmap":
        _heat(axes, named, window, unit)
    else:
        _lines(axes, panel, named, window)
    axes.set_title(panel.title or "", loc="left", fontweight="bold", fontsize=10.5, pad=8)
    axes.set_title(axis_unit(unit), loc="right", fontsize=8.5, color=FAINT, pad=8)
    axes.set_xlim(0, window.minutes(window.end))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:g} min" if at else "0"))


def _lines(axes: Axes, panel: Panel, named: Sequence[Named], window: Window) -> None:
    curves = sorted(named, key=lambda each: -max(value for _, value in each[1].points))
    curves = [each for each in named if each in curves[:MOST_SERIES]]
    names = [_name(legend, curve) for legend, curve in curves]
    colours = _colours(panel, names)
    if _is_stacked(panel):
        times = sorted({at for _, curve in curves for at, _ in curve.points})
        heights = [[dict(curve.points).get(at, 0.0) for at in times] for _, curve in curves]
        at = [window.minutes(time) for time in times]
        axes.stackplot(at, heights, colors=colours, labels=names, alpha=0.8, linewidth=0)
    else:
        for name, colour, (_, curve) in zip(names, colours, curves, strict=True):
            axes.plot(
                *zip(*_with_gaps(curve, window), strict=True),
                color=colour,
                label=name,
                linewidth=1.6,
            )
    _frame(axes, panel)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(0, -0.1),
        ncols=min(4, len(names)) or 1,
        frameon=False,
        fontsize=8,
        handlelength=1.2,
        columnspacing=1.4,
        borderaxespad=0,
    )


def _frame(axes: Axes, panel: Panel) -> None:
    """Set the scale, and draw the limits that lie within it."""
    defaults = _defaults(panel)
    axes.margins(y=0.12)
    if defaults.min_val is not None:
        axes.set_ylim(bottom=defaults.min_val)
        if axes.get_ylim()[1] <= defaults.min_val + 0.06:
            axes.set_ylim(top=defaults.min_val + 1)
    top = axes.get_ylim()[1]
    for step in defaults.thresholds.steps if defaults.thresholds else []:
        if step.value is not None and axes.get_ylim()[0] < step.value < 1.5 * top:
            colour = NAMED.get(step.color, step.color)
            axes.axhline(step.value, color=colour, linestyle=(0, (4, 3)), linewidth=1)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(formatter(defaults.unit or ""))


def _heat(axes: Axes, named: Sequence[Named], window: Window, unit: str) -> None:
    """Draw buckets, which Prometheus gives cumulated, each over its own band."""
    buckets = sorted((float(curve.labels["le"]), dict(curve.points)) for _, curve in named)
    buckets = [each for each in buckets if np.isfinite(each[0])]
    times = sorted({at for _, points in buckets for at in points})
    cumulated = np.array([[points.get(at, 0.0) for at in times] for _, points in buckets])
    counts = np.diff(cumulated, axis=0, prepend=0)
    used = np.flatnonzero(counts.max(axis=1) > 0)
    low, high = used[0], used[-1] + 1
    edges = np.arange(high - low + 1)
    step = times[1] - times[0]
    sides = [window.minutes(time - step / 2) for time in [*times, times[-1] + step]]
    shown = np.ma.masked_less_equal(counts[low:high], 0)
    axes.pcolormesh(sides, edges, shown, cmap="viridis_r", rasterized=True)
    limits = [0.0, *(edge for edge, _ in buckets)]
    show = formatter(unit)
    axes.set_yticks(edges, [show(limits[low + edge], 0) for edge in edges])
    axes.grid(visible=False)


def _mark(axes: Axes, window: Window, spans: Sequence[Span]) -> None:
    for span in spans:
        begin, end = window.minutes(span.begin), window.minutes(span.end)
        axes.axvspan(begin, end, color="#f3d9dc", alpha=0.7, linewidth=0, zorder=0)
        axes.text(
            (begin + end) / 2, 1.0, span.text, transform=axes.get_xaxis_transform(),
            ha="center", va="bottom", fontsize=7, color=NAMED["red"],
        )  # fmt: skip


def _with_gaps(curve: Curve, window: Window) -> list[tuple[float, float]]:
    """Break the line where values are missing, as Grafana does."""
    times = [at for at, _ in curve.points]
    step = min((after - at for at, after in pairwise(times)), default=0)
    placed: list[tuple[float, float]] = []
    for at, value in curve.points:
        if placed and window.minutes(at) - placed[-1][0] > 1.5 * step / 60:
            placed.append((placed[-1][0], float("nan")))
        placed.append((window.minutes(at), value))
    return placed


def _name(legend: str, curve: Curve) -> str:
    name = re.sub(r"{{(\w+)}}", lambda label: curve.labels.get(label[1], ""), legend)
    return re.sub(r" +", " ", name).strip()


def _colours(panel: Panel, names: Sequence[str]) -> list[str]:
    fixed = dict(_fixed_colours(panel))
    free = cycle(PALETTE)
    found = []
    for name in names:
        colour = next((fixed[one] for one in fixed if re.fullmatch(one, name)), None)
        found.append(NAMED.get(colour, colour) if colour else next(free))
    return found


def _fixed_colours(panel: Panel) -> Iterator[tuple[str, str]]:
    """Yield the patterns of names, without their slashes and anchors, and their colours."""
    for override in panel.field_config.overrides if panel.field_config else []:
        for each in override.properties:
            if isinstance(each.value, dict):
                yield str(override.matcher.options)[2:-2], each.value["fixedColor"]


def _defaults(panel: Panel) -> Any:
    return panel.field_config.defaults if panel.field_config else None


def _is_stacked(panel: Panel) -> bool:
    stacking = getattr(_defaults(panel).custom, "stacking", None)
    return stacking is not None and stacking.mode == "normal"
