"""The main job, as the demo tells it."""

import pytest
from cloak_local.demo.sheet import write_sheet
from cloak_local.demo.verdict import wrongs
from PIL import Image

from tests.e2e.conftest import Told

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


async def test_two_people_hide_send_and_find_a_text_and_a_picture(
    told: Told, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = told.findings
    sheet = tmp_path_factory.mktemp("sheet") / "sheet.png"
    write_sheet(found.rows, sheet)
    assert wrongs(found) == []
    with Image.open(sheet) as drawn:
        assert drawn.height > drawn.width / 3
