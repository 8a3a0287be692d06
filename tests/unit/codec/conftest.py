"""The real networks, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest
from cloak_codec.saved_models import SavedModels


@pytest.fixture(scope="session")
def networks() -> SavedModels:
    return SavedModels(Path(__file__).parents[3] / "model_repository")
