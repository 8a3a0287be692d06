"""What every dashboard must have, and that the committed files are those of the code."""

import json
import re

import pytest
from cloak_monitoring.boards import BOARDS
from cloak_monitoring.documents import documents, outdated
from cloak_monitoring.frame import panels_of
from cloak_monitoring.names import patterns
from cloak_monitoring.panels import queries_of
from cloak_monitoring.pictures import PICTURES
from cloak_monitoring.places import DASHBOARDS
from grafana_foundation_sdk.models.dashboard import Panel

ALL_PANELS = [
    pytest.param(panel, id=f"{name}: {panel.title}")
    for name, board in BOARDS.items()
    for panel in panels_of(board())
]
COLUMNS = 24


def test_the_committed_files_are_those_that_the_code_gives() -> None:
    assert outdated() == []


def test_a_changed_file_is_noticed_and_a_dashboard_of_no_code_is_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(BOARDS, "quality")  # type: ignore[arg-type]  # a plain dict underneath
    assert DASHBOARDS / "quality.json" in outdated()


@pytest.mark.parametrize("panel", ALL_PANELS)
def test_a_panel_says_what_it_tells_and_asks_in_promql(panel: Panel) -> None:
    assert panel.title
    assert panel.description
    assert panel.description.endswith(".")
    assert panel.field_config is not None
    assert panel.field_config.defaults.unit
    for query in queries_of(panel):
        assert patterns(query.expr)
        assert query.legend, "a series without a name is an expression to whoever looks"


def test_panels_fill_their_rows_without_overlapping() -> None:
    for name, board in BOARDS.items():
        taken: set[tuple[int, int]] = set()
        for panel in panels_of(board()):
            place = panel.grid_pos
            assert place is not None
            assert place.x + place.w <= COLUMNS
            cells = {
                (x, y)
                for x in range(place.x, place.x + place.w)
                for y in range(place.y, place.y + place.h)
            }
            assert not cells & taken, f"{name}: {panel.title}"
            taken |= cells


def test_titles_within_a_dashboard_and_addresses_of_dashboards_are_unique() -> None:
    boards = [board() for board in BOARDS.values()]
    assert len({board.uid for board in boards}) == len(boards)
    for board in boards:
        titles = [panel.title for panel in panels_of(board)]
        assert len(set(titles)) == len(titles)


def test_every_variable_that_a_query_uses_is_declared() -> None:
    for board in (board() for board in BOARDS.values()):
        declared = {variable.name for variable in (board.templating.list_val or [])}
        asked = " ".join(query.expr for panel in panels_of(board) for query in queries_of(panel))
        used = set(re.findall(r"\$(\w+)", asked)) - {"__rate_interval"}
        assert used <= declared


def test_each_picture_draws_panels_that_there_are() -> None:
    for picture in PICTURES:
        titles = {panel.title for panel in panels_of(BOARDS[picture.board]())}
        assert set(picture.titles) <= titles


def test_a_manifest_fits_what_kubectl_can_annotate() -> None:
    limit_bytes = (
        262_144  # of all annotations, of which kubectl apply keeps the whole object in one
    )
    for path, text in documents().items():
        if path.suffix == ".json":
            assert len(text.encode()) < limit_bytes
            assert json.loads(text)["uid"].startswith("image-cloak-")
