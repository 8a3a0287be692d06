"""The files of deploy/compose as compose reads them: anchors merged, variables filled in."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "compose"
LAYERS = ("compose.yaml", "compose.observability.yaml", "compose.test.yaml")
_VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::?([-?])([^}]*))?\}")

Service = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """YAML with compose's own tags, whose values are plain ones."""


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("!override", _plain)


def layer(name: str, environ: Mapping[str, str]) -> dict[str, Any]:
    """One file with its variables filled in; raises KeyError for one that is required and lacks."""
    found = yaml.load((FOLDER / name).read_text(), _Loader)  # noqa: S506 - a SafeLoader with a tag
    filled: dict[str, Any] = _filled(found, environ)
    return filled


def services(name: str, environ: Mapping[str, str]) -> dict[str, Service]:
    """The services of one file."""
    found: dict[str, Service] = layer(name, environ)["services"]
    return found


def required() -> set[str]:
    """The variables that some layer cannot do without."""
    text = "".join((FOLDER / name).read_text() for name in LAYERS)
    return {found[1] for found in _VARIABLE.finditer(text) if found[2] == "?"}


def _filled(value: Any, environ: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(inner, environ) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, environ) for inner in value]
    return _VARIABLE.sub(lambda v: _one(v, environ), value) if isinstance(value, str) else value


def _one(variable: re.Match[str], environ: Mapping[str, str]) -> str:
    if variable[0] == "$$":
        return "$"
    name, kind, default = variable.groups()
    return environ.get(name, default) if kind == "-" else environ[name]
