"""Who answers a request, and how a version leaves."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from cloak_model_server.errors import InvalidRequest, ModelNotFound, ModelStarting
from cloak_model_server.metrics import REGISTRY
from cloak_model_server.model_config import ModelConfig
from cloak_model_server.servable import Servable
from cloak_model_server.shelf import Shelf, State, VersionState
from tensorflow_serving.apis.model_pb2 import ModelSpec

NO_FOLDER = Path("never-read")


def servable(version: int) -> Servable:
    return cast(Servable, SimpleNamespace(model="m", version=version))


@pytest.fixture
def shelf() -> Shelf:
    made = Shelf((ModelConfig("m", NO_FOLDER, labels={"stable": 1, "next": 2}),))
    made.put(servable(1))
    return made


def spec(version: int | None = None, label: str = "", name: str = "m") -> ModelSpec:
    made = ModelSpec(name=name)
    if version is not None:
        made.version.value = version
    if label:
        made.version_label = label
    return made


def answering(shelf: Shelf, wanted: ModelSpec) -> int:
    with shelf.lend(wanted) as found:
        return found.version


def test_without_a_version_the_newest_answers(shelf: Shelf) -> None:
    shelf.put(servable(12))
    shelf.put(servable(3))
    assert answering(shelf, spec()) == 12
    assert answering(shelf, spec(version=3)) == 3


def test_a_label_names_its_version(shelf: Shelf) -> None:
    shelf.put(servable(2))
    assert answering(shelf, spec(label="stable")) == 1
    assert answering(shelf, spec(label="next")) == 2
    with pytest.raises(InvalidRequest, match="Unrecognized servable version label: beta"):
        answering(shelf, spec(label="beta"))


def test_what_is_not_there_is_not_found(shelf: Shelf) -> None:
    with pytest.raises(ModelNotFound, match=r"Servable not found for request: Latest\(other\)"):
        answering(shelf, spec(name="other"))
    with pytest.raises(ModelNotFound, match=r"Servable not found for request: Specific\(m, 9\)"):
        answering(shelf, spec(version=9))
    with pytest.raises(InvalidRequest, match="ModelSpec has no name"):
        answering(shelf, spec(name=""))


def test_a_model_that_is_still_loading_asks_to_come_again(shelf: Shelf) -> None:
    starting = Shelf((ModelConfig("m", NO_FOLDER),))
    assert not starting.complete
    assert shelf.complete
    with pytest.raises(ModelStarting):
        answering(starting, spec())


async def test_a_version_leaves_when_its_last_request_is_answered(shelf: Shelf) -> None:
    answering(shelf, spec(version=1))
    shelf.put(servable(2))
    with shelf.lend(spec(version=1)):
        leaving = asyncio.create_task(shelf.retire("m", 1))
        await asyncio.sleep(0)
        assert shelf.states(spec(version=1))[1].state == State.UNLOADING
        assert answering(shelf, spec()) == 2
        with pytest.raises(ModelNotFound):
            answering(shelf, spec(version=1))
        assert not leaving.done()
    await asyncio.wait_for(leaving, 5)
    assert shelf.states(spec(version=1))[1].state == State.END


def test_states_name_the_error_that_ended_a_version(shelf: Shelf) -> None:
    shelf.mark("m", 2, VersionState(State.END, 2, "broken"))
    assert {v: s.state for v, s in shelf.states(spec()).items()} == {1: State.AVAILABLE, 2: 50}
    assert shelf.states(spec(version=2))[2].message == "broken"
    with pytest.raises(ModelNotFound, match="Could not find version 9 of model m"):
        shelf.states(spec(version=9))
    with pytest.raises(ModelNotFound, match="Could not find any versions of model other"):
        shelf.states(spec(name="other"))


def test_a_models_series_are_there_before_its_first_request() -> None:
    Shelf((ModelConfig("fresh", NO_FOLDER, labels={}),))
    for part in ("request_seconds", "run_seconds", "batch_size"):
        count = REGISTRY.get_sample_value(f"cloak_model_server_{part}_count", {"model": "fresh"})
        assert count == 0
