"""models.config: which models to serve, from where and in which versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from google.protobuf import text_format
from tensorflow_serving.config import model_server_config_pb2

from cloak_model_server.errors import InvalidConfig


@dataclass(frozen=True, slots=True)
class VersionPolicy:
    """Which of the versions on disk to serve: ``latest`` many, all, or these ``specific`` ones."""

    latest: int | None = 1
    specific: frozenset[int] = frozenset()

    def choose(self, on_disk: frozenset[int]) -> frozenset[int]:
        """Return the versions to serve out of those on disk."""
        if self.specific:
            return on_disk & self.specific
        if self.latest is None:
            return on_disk
        return frozenset(sorted(on_disk)[-self.latest :])


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """One model: its name, the folder of its versions, which of them, and their labels."""

    name: str
    folder: Path
    policy: VersionPolicy = VersionPolicy()
    labels: Mapping[str, int] = field(default_factory=dict)


def read_models_config(path: Path, *, mount: Path, repository: Path) -> tuple[ModelConfig, ...]:
    """Return the models of a ModelServerConfig in text format.

    Base paths under ``mount`` are looked up in ``repository``; relative ones too.
    Raises InvalidConfig naming the fault.
    """
    config = model_server_config_pb2.ModelServerConfig()
    try:
        text_format.Parse(path.read_text(encoding="utf-8"), config)
    except FileNotFoundError as error:
        raise InvalidConfig(f"{path} does not exist") from error
    except text_format.ParseError as error:
        raise InvalidConfig(f"{path}: {error}") from error
    models = tuple(
        _model(entry, mount=mount, repository=repository)
        for entry in config.model_config_list.config
    )
    if not models:
        raise InvalidConfig(f"{path} lists no model")
    if len({model.name for model in models}) < len(models):
        raise InvalidConfig(f"{path} lists a model twice")
    return models


def _model(
    entry: model_server_config_pb2.ModelConfig, *, mount: Path, repository: Path
) -> ModelConfig:
    if not entry.name or not entry.base_path:
        raise InvalidConfig("a model needs a name and a base_path")
    if entry.model_platform not in ("", "tensorflow"):
        raise InvalidConfig(f"model {entry.name} is for platform {entry.model_platform}")
    base = Path(entry.base_path)
    folder = repository / (base.relative_to(mount) if base.is_relative_to(mount) else base)
    return ModelConfig(entry.name, folder, _policy(entry), dict(entry.version_labels))


def _policy(entry: model_server_config_pb2.ModelConfig) -> VersionPolicy:
    policy = entry.model_version_policy
    match policy.WhichOneof("policy_choice"):
        case "all":
            return VersionPolicy(latest=None)
        case "specific":
            if not policy.specific.versions:
                raise InvalidConfig(f"model {entry.name}: specific without versions")
            return VersionPolicy(latest=None, specific=frozenset(policy.specific.versions))
        case _:
            return VersionPolicy(latest=policy.latest.num_versions or 1)
