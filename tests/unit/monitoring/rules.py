"""The rules for alerts, their tests and the two configurations, as read from deploy/monitoring."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "deploy" / "monitoring"
_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Alert:
    """One alerting rule."""

    name: str
    expr: str
    for_s: float
    labels: dict[str, str]
    annotations: dict[str, str]


def read(path: Path) -> Any:
    """Read one YAML file."""
    return yaml.safe_load(path.read_text())


def seconds(text: str) -> float:
    """Return a duration as Prometheus writes it, in seconds."""
    return sum(
        float(number) * _UNITS_S[unit] for number, unit in re.findall(r"(\d+)([smhd])", text)
    )


def rules() -> list[dict[str, Any]]:
    """Every rule, recording and alerting."""
    files = sorted((SOURCES / "rules").glob("*.yml"))
    return [rule for file in files for group in read(file)["groups"] for rule in group["rules"]]


def alerts() -> list[Alert]:
    """Every alerting rule."""
    return [
        Alert(
            rule["alert"],
            rule["expr"],
            seconds(rule.get("for", "0s")),
            rule["labels"],
            rule["annotations"],
        )
        for rule in rules()
        if "alert" in rule
    ]


def cases() -> list[dict[str, Any]]:
    """Every case of the rules' own tests."""
    files = sorted((SOURCES / "rules" / "tests").glob("*.yml"))
    return [case for file in files for case in read(file)["tests"]]
