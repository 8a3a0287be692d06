"""Panels in one style: each says what it tells, in which unit, and where it becomes too much."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from grafana_foundation_sdk.builders import common, dashboard, heatmap, prometheus, stat, timeseries
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataSourceRef,
    DynamicConfigValue,
    Panel,
    Threshold,
    ThresholdsMode,
)
from grafana_foundation_sdk.models.heatmap import HeatmapColorMode
from grafana_foundation_sdk.models.prometheus import Dataquery, PromQueryFormat

from cloak_monitoring.queries import Query

DATASOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
# Where the pages of docs/runbooks are read: a variable of every dashboard.
RUNBOOKS = "${runbooks}"
COLUMNS = 24
MINUTE = "suffix: /min"
GOOD, WARNING, BAD = "green", "orange", "red"
QUIET = "#8e8e8e"
OUTCOMES: Mapping[str, str] = {
    "succeeded.*": GOOD,
    "failed.*": BAD,
    "refused.*": WARNING,
    "cancelled.*": QUIET,
    "none": QUIET,
}

Styled = TypeVar("Styled", timeseries.Panel, stat.Panel, heatmap.Panel)


@dataclass(frozen=True, slots=True)
class Limit:
    """From this value on a figure has this colour."""

    value: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a panel looks: `width` in 24ths of the page, `runbook` the page that says what to do."""

    unit: str = units.Short
    width: int = 8
    height: int = 8
    decimals: int | None = None
    bottom: float | None = 0
    top: float | None = None
    first_colour: str = GOOD
    limits: tuple[Limit, ...] = ()
    runbook: str | None = None
    stacked: bool = False
    colours: Mapping[str, str] = field(default_factory=dict)


def lines(title: str, tells: str, *queries: Query, style: Style) -> timeseries.Panel:
    """Draw each series over time; limits are dashed lines."""
    panel = _begun(timeseries.Panel(), title, tells, style)
    for query in queries:
        panel.with_target(_target(query))
    panel.tooltip(
        common.VizTooltipOptions()
        .mode(kinds.TooltipDisplayMode.MULTI)
        .sort(kinds.SortOrder.DESCENDING)
    )
    panel.legend(
        common.VizLegendOptions()
        .display_mode(kinds.LegendDisplayMode.TABLE)
        .placement(kinds.LegendPlacement.BOTTOM)
        .show_legend(True)
        .calcs(["lastNotNull", "max"])
    )
    panel.line_width(2).fill_opacity(60 if style.stacked else 8)
    panel.show_points(kinds.VisibilityMode.NEVER)
    if style.stacked:
        panel.stacking(common.StackingConfig().mode(kinds.StackingMode.NORMAL).group("A"))
    if style.limits:
        dashed = kinds.GraphThresholdsStyleMode.DASHED
        panel.thresholds_style(common.GraphThresholdsStyleConfig().mode(dashed))
    for pattern, colour in style.colours.items():
        fixed = DynamicConfigValue("color", {"mode": "fixed", "fixedColor": colour})
        panel.override_by_regexp(f"/^{pattern}$/", [fixed])
    return panel


def tile(title: str, tells: str, query: Query, *, style: Style) -> stat.Panel:
    """Show the latest value in large, coloured by the limits, over its small graph."""
    panel = _begun(stat.Panel(), title, tells, style).with_target(_target(query))
    panel.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    panel.graph_mode(kinds.BigValueGraphMode.AREA).color_mode(kinds.BigValueColorMode.VALUE)
    return panel


def names(title: str, tells: str, query: Query, *, style: Style) -> stat.Panel:
    """Show the legend of each series rather than its value: what runs, in which version."""
    panel = tile(title, tells, query, style=style)
    panel.text_mode(kinds.BigValueTextMode.NAME).graph_mode(kinds.BigValueGraphMode.NONE)
    return panel


def heat(title: str, tells: str, query: Query, *, style: Style) -> heatmap.Panel:
    """Show how many observations fell into each bucket over time."""
    panel = _begun(heatmap.Panel(), title, tells, style)
    heated = _target(query).format(PromQueryFormat.HEATMAP)
    panel.with_target(heated).calculate(False)
    panel.color(heatmap.HeatmapColorOptions().mode(HeatmapColorMode.SCHEME).scheme("Viridis"))
    panel.y_axis(heatmap.YAxisConfig().unit(style.unit))
    return panel


def _begun(panel: Styled, title: str, tells: str, style: Style) -> Styled:
    panel.title(title).description(tells).datasource(DATASOURCE).unit(style.unit)
    panel.span(style.width).height(style.height).thresholds(_thresholds(style))
    if style.decimals is not None:
        panel.decimals(style.decimals)
    if style.bottom is not None:
        panel.min(style.bottom)
    if style.top is not None:
        panel.max(style.top)
    if style.runbook is not None:
        link = dashboard.DashboardLink(f"What to do: {style.runbook}")
        link.type(DashboardLinkType.LINK).url(f"{RUNBOOKS}/{style.runbook}.md").target_blank(True)
        panel.links([link])
    return panel


def _thresholds(style: Style) -> dashboard.ThresholdsConfig:
    steps = [Threshold(None, style.first_colour)]
    steps += [Threshold(limit.value, limit.colour) for limit in style.limits]
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)


def _target(query: Query) -> prometheus.Dataquery:
    return prometheus.Dataquery().expr(query.expr).legend_format(query.legend).range()


def queries_of(panel: Panel) -> list[Query]:
    """Return what a built panel asks Prometheus."""
    targets = (each for each in panel.targets or [] if isinstance(each, Dataquery))
    return [Query(each.expr, each.legend_format or "") for each in targets]
