"""Panels as pictures."""

import numpy as np
from cloak_monitoring.boards import BOARDS
from cloak_monitoring.drawing import Span, Window, draw
from cloak_monitoring.frame import panels_of
from cloak_monitoring.prometheus import Curve
from grafana_foundation_sdk.models.dashboard import Panel
from matplotlib.figure import Figure

WINDOW = Window(1000.0, 1600.0)


def _panel(board: str, title: str) -> Panel:
    return next(panel for panel in panels_of(BOARDS[board]()) if panel.title == title)


def _curve(*values: float, **labels: str) -> Curve:
    step = (WINDOW.end - WINDOW.begin) / max(1, len(values) - 1)
    return Curve(labels, tuple((WINDOW.begin + at * step, v) for at, v in enumerate(values)))


def test_a_line_has_the_panels_title_unit_limits_and_names() -> None:
    axes = Figure().subplots()
    panel = _panel("jobs", "Seconds of an embed")
    draw(axes, panel, [("half", _curve(1, 2, 55))], WINDOW, [Span("gateway down", 1100, 1200)])
    assert axes.get_title(loc="left") == panel.title
    assert axes.get_title(loc="right") == "seconds"
    drawn, *limits = axes.get_lines()
    assert drawn.get_label() == "half"
    assert [np.asarray(limit.get_ydata()).tolist()[0] for limit in limits] == [10, 60]
    assert [text.get_text() for text in axes.texts] == ["gateway down"]


def test_a_line_breaks_where_values_are_missing() -> None:
    axes = Figure().subplots()
    broken = Curve(
        {"job": "auth"}, ((1000.0, 1.0), (1010.0, 1.0), (1020.0, 1.0), (1200.0, 1.0), (1210.0, 1.0))
    )
    draw(axes, _panel("overview", "Requests"), [("{{job}}", broken)], WINDOW, [])
    values = np.asarray(axes.get_lines()[0].get_ydata(), dtype=float)
    assert np.isnan(values).sum() == 1


def test_outcomes_keep_their_colours_and_labels_become_names() -> None:
    axes = Figure().subplots()
    named = [
        ("{{ending}}", _curve(1, 2, ending="failed")),
        ("{{ending}}", _curve(3, 4, ending="succeeded")),
    ]
    draw(axes, _panel("overview", "Jobs finished"), named, WINDOW, [])
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["failed", "succeeded"]


def test_a_heatmap_shows_what_fell_into_each_bucket() -> None:
    axes = Figure().subplots()
    named = [
        ("{{le}}", _curve(0, 0, 0, le="1.0")),
        ("{{le}}", _curve(0, 2, 2, le="5.0")),
        ("{{le}}", _curve(0, 3, 3, le="10.0")),
        ("{{le}}", _curve(0, 3, 3, le="+Inf")),
    ]
    draw(axes, _panel("jobs", "Jobs by their seconds"), named, WINDOW, [])
    (mesh,) = axes.collections
    counts = mesh.get_array()
    assert counts is not None
    assert np.ma.filled(counts, 0).tolist() == [[0, 2, 2], [0, 1, 1]]


def test_a_panel_without_values_says_so() -> None:
    axes = Figure().subplots()
    draw(axes, _panel("overview", "Requests"), [], WINDOW, [])
    assert [text.get_text() for text in axes.texts] == ["no data"]
