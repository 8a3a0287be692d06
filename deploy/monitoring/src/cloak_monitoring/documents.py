"""Every file that is made from the dashboards' code and the rules, and whether it is up to date."""

from collections.abc import Mapping
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from cloak_monitoring.boards import BOARDS
from cloak_monitoring.manifests import HEADER, config_maps, prometheus_rule
from cloak_monitoring.places import BLACKBOX, DASHBOARDS, MANIFESTS
from cloak_monitoring.rules import groups


def documents() -> Mapping[Path, str]:
    """Return what each file must hold."""
    encoder = JSONEncoder(sort_keys=True, indent=2, ensure_ascii=False)
    dashboards = {name: encoder.encode(board()) + "\n" for name, board in BOARDS.items()}
    return {
        **{DASHBOARDS / f"{name}.json": text for name, text in dashboards.items()},
        MANIFESTS / "dashboards.yaml": config_maps(dashboards),
        MANIFESTS / "prometheus-rules.yaml": prometheus_rule(groups()),
        # Kustomize reads no file outside of its folder.
        MANIFESTS / "blackbox-exporter" / "blackbox.yml": HEADER + BLACKBOX.read_text("utf-8"),
    }


def write() -> list[Path]:
    """Write every file that is not as it must be, remove dashboards of no code; return them."""
    stale = outdated()
    for path in stale:
        text = documents().get(path)
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return stale


def outdated() -> list[Path]:
    """Return the files that are missing, that differ, or that no code makes any more."""
    wanted = documents()
    differing = [path for path, text in wanted.items() if _read(path) != text]
    return differing + [path for path in sorted(DASHBOARDS.glob("*.json")) if path not in wanted]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
