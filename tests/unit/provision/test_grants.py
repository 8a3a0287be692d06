"""Rights on topics: derived from the registry, and nothing beyond it."""

from datetime import timedelta
from pathlib import Path

from cloak_provision.kafka_admin import Grant, grants
from cloak_provision.registry import read_topics

REGISTRY = """
cloak.jobs.requested:
  message: cloak.v1.JobRequested
  producers: [gateway]
  consumers: [stego-worker]
  partitions: 12
  retention_hours: 24
  dead_letter: true
  operators: [auth]
cloak.jobs.progressed:
  message: cloak.v1.JobProgressed
  producers: [stego-worker]
  consumers: [gateway]
  partitions: 2
  retention_hours: 1
  dead_letter: false
"""


def test_a_dead_letter_topic_comes_with_the_topic_that_asks_for_it(tmp_path: Path) -> None:
    registry = tmp_path / "topics.yaml"
    registry.write_text(REGISTRY)
    topics = {topic.name: topic for topic in read_topics(registry)}
    assert list(topics) == [
        "cloak.jobs.requested",
        "cloak.jobs.requested.dead",
        "cloak.jobs.progressed",
    ]
    assert topics["cloak.jobs.requested.dead"].producers == {"stego-worker"}
    assert topics["cloak.jobs.requested"].retention == timedelta(days=1)
    assert topics["cloak.jobs.requested"].config["retention.ms"] == "86400000"


def test_rights_are_exactly_those_of_the_registry(tmp_path: Path) -> None:
    registry = tmp_path / "topics.yaml"
    registry.write_text(REGISTRY)
    assert grants(read_topics(registry)) == {
        Grant("gateway", "WRITE", "TOPIC", "cloak.jobs.requested"),
        Grant("stego-worker", "READ", "TOPIC", "cloak.jobs.requested"),
        Grant("stego-worker", "READ", "GROUP", "cloak.stego-worker"),
        Grant("stego-worker", "WRITE", "TOPIC", "cloak.jobs.requested.dead"),
        Grant("stego-worker", "WRITE", "TOPIC", "cloak.jobs.progressed"),
        Grant("gateway", "READ", "TOPIC", "cloak.jobs.progressed"),
        Grant("gateway", "READ", "GROUP", "cloak.gateway"),
        Grant("auth", "WRITE", "TOPIC", "cloak.jobs.requested"),
        Grant("auth", "READ", "TOPIC", "cloak.jobs.requested.dead"),
        Grant("auth", "READ", "GROUP", "cloak.auth"),
        Grant("auth", "DESCRIBE", "GROUP", "cloak."),
    }
