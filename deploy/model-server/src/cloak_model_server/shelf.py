"""The loaded versions of all models: who answers a request, and what state each version is in."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
from tensorflow_serving.apis import get_model_status_pb2, model_pb2

from cloak_model_server.errors import InvalidRequest, ModelNotFound, ModelStarting
from cloak_model_server.metrics import SERVING_VERSION, expect
from cloak_model_server.model_config import ModelConfig
from cloak_model_server.servable import Servable

State = get_model_status_pb2.ModelVersionStatus.State


@dataclass(slots=True)
class _Loan:
    """A servable that answers requests, and how many it is answering."""

    servable: Servable
    in_flight: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> None:
        self.in_flight += 1
        self.idle.clear()

    def give_back(self) -> None:
        self.in_flight -= 1
        if not self.in_flight:
            self.idle.set()


@dataclass(frozen=True, slots=True)
class VersionState:
    """Where a version stands in its life, and the error that ended it, if one did."""

    state: int
    code: int = grpc.StatusCode.OK.value[0]
    message: str = ""


class Shelf:
    """Versions by model. Used from one event loop; nothing here blocks."""

    def __init__(self, models: tuple[ModelConfig, ...]) -> None:
        self._labels: Mapping[str, Mapping[str, int]] = {m.name: m.labels for m in models}
        self._serving: dict[str, dict[int, _Loan]] = {m.name: {} for m in models}
        self._states: dict[str, dict[int, VersionState]] = {m.name: {} for m in models}
        for model in models:
            expect(model.name)

    def mark(self, model: str, version: int, state: VersionState) -> None:
        """Record the state of a version that does not answer requests (yet, or any more)."""
        self._states[model][version] = state

    def put(self, servable: Servable) -> None:
        """Let a warm version answer requests from now on."""
        self._serving[servable.model][servable.version] = _Loan(servable)
        self.mark(servable.model, servable.version, VersionState(State.AVAILABLE))
        SERVING_VERSION.labels(servable.model).set(max(self._serving[servable.model]))

    async def retire(self, model: str, version: int) -> None:
        """Take a version out of service; return when its last request has been answered."""
        loan = self._serving[model].pop(version)
        SERVING_VERSION.labels(model).set(max(self._serving[model], default=0))
        self.mark(model, version, VersionState(State.UNLOADING))
        while loan.in_flight:
            await loan.idle.wait()
        self.mark(model, version, VersionState(State.END))

    def serving(self, model: str) -> frozenset[int]:
        """Return the versions of a model that answer requests."""
        return frozenset(self._serving[model])

    @property
    def complete(self) -> bool:
        """Whether each configured model has a version that answers."""
        return all(self._serving.values())

    @contextmanager
    def lend(self, spec: model_pb2.ModelSpec) -> Iterator[Servable]:
        """Hold the version that the spec asks for until the block ends.

        Raises ModelNotFound, ModelStarting, InvalidRequest (no name, unknown label).
        """
        loan = self._find(spec)
        loan.take()
        try:
            yield loan.servable
        finally:
            loan.give_back()

    def states(self, spec: model_pb2.ModelSpec) -> Mapping[int, VersionState]:
        """Return the states of the version asked for, or of all; raises as ``lend`` does."""
        version = self._version(spec)
        states = self._states.get(spec.name, {})
        if version is not None:
            states = {v: state for v, state in states.items() if v == version}
            if not states:
                raise ModelNotFound(f"Could not find version {version} of model {spec.name}")
        if not states:
            raise ModelNotFound(f"Could not find any versions of model {spec.name}")
        return states

    def _find(self, spec: model_pb2.ModelSpec) -> _Loan:
        version = self._version(spec)
        loans = self._serving.get(spec.name, {})
        if version is None and loans:
            return loans[max(loans)]
        if version is not None and version in loans:
            return loans[version]
        if spec.name in self._serving and not loans:
            raise ModelStarting(f"Model {spec.name} is still loading")
        wanted = f"Latest({spec.name})" if version is None else f"Specific({spec.name}, {version})"
        raise ModelNotFound(f"Servable not found for request: {wanted}")

    def _version(self, spec: model_pb2.ModelSpec) -> int | None:
        """Return the version that the spec names by number or label, None for the latest."""
        if not spec.name:
            raise InvalidRequest("ModelSpec has no name specified.")
        match spec.WhichOneof("version_choice"):
            case "version":
                return int(spec.version.value)
            case "version_label":
                labels = self._labels.get(spec.name, {})
                if spec.version_label not in labels:
                    raise InvalidRequest(
                        f"Unrecognized servable version label: {spec.version_label}"
                    )
                return labels[spec.version_label]
            case _:
                return None
