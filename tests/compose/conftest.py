"""The secrets of one system, as `make compose-env` writes them."""

from pathlib import Path

import pytest
from cloak_provision import envfile


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("compose") / ".env"
    envfile.complete(path)
    lines: list[str] = Path(path).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)
