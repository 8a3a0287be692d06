"""The rule files of Prometheus, as they lie in `rules/`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from cloak_monitoring.places import RULES


@dataclass(frozen=True, slots=True)
class Rule:
    """One recording or alerting rule: its name, and the expression that it evaluates."""

    name: str
    expr: str
    is_alert: bool


def rule_files(folder: Path = RULES) -> list[Path]:
    """Return the rule files, tests of them left out."""
    return sorted(folder.glob("*.yml"))


def groups(folder: Path = RULES) -> list[dict[str, Any]]:
    """Return the groups of all files, in the order of the files' names."""
    return [
        group
        for path in rule_files(folder)
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    ]


def rules(folder: Path = RULES) -> list[Rule]:
    """Return every rule of every group."""
    return [
        Rule(rule.get("alert") or rule["record"], rule["expr"], "alert" in rule)
        for group in groups(folder)
        for rule in group["rules"]
    ]
