"""The topic registry proto/topics.yaml as a broker needs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

DEAD_LETTER_RETENTION = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: who writes and reads it, in how many partitions, and for how long it is kept.

    `operators` look after it: they may see how far every group has come.
    """

    name: str
    producers: frozenset[str]
    consumers: frozenset[str]
    partitions: int
    retention: timedelta
    operators: frozenset[str] = frozenset()

    @property
    def config(self) -> dict[str, str]:
        """The topic's settings in the broker's words."""
        milliseconds = self.retention // timedelta(milliseconds=1)
        return {"cleanup.policy": "delete", "retention.ms": str(milliseconds)}


def read_topics(path: Path) -> list[Topic]:
    """Read the registry; a topic with dead letters gives a second one that its consumers write.

    Operators read the second and write what they find there to the first again.
    """
    entries: Mapping[str, Mapping[str, Any]] = yaml.safe_load(path.read_text())
    return [topic for name, entry in entries.items() for topic in _topics(name, entry)]


def services_of(topics: Iterable[Topic]) -> set[str]:
    """Name every service that some topic lets in."""
    return {service for topic in topics for service in topic.producers | topic.consumers}


def _topics(name: str, entry: Mapping[str, Any]) -> list[Topic]:
    operators = frozenset(entry.get("operators", ()))
    topic = Topic(
        name=name,
        producers=frozenset(entry["producers"]) | operators,
        consumers=frozenset(entry["consumers"]),
        partitions=entry["partitions"],
        retention=timedelta(hours=entry["retention_hours"]),
        operators=operators,
    )
    if not entry["dead_letter"]:
        return [topic]
    dead = Topic(f"{name}.dead", topic.consumers, operators, 1, DEAD_LETTER_RETENTION)
    return [topic, dead]
