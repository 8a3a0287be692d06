"""The topic registry as Kubernetes knows it: Strimzi's topics and users, a script for try-outs."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from cloak_local.kafka_admin import Grant, grants
from cloak_local.places import ROOT
from cloak_local.registry import Topic, read_topics

FOLDER = ROOT / "deploy" / "k8s"
COMMAND = "python -m cloak_local kafka-resources"
_API = "kafka.strimzi.io/v1"
# A topic takes writes while one of its three brokers is away, and loses none when that one is lost.
_REPLICAS, _IN_SYNC = 3, 2


def kafka_resources(topics: Iterable[Topic] | None = None) -> dict[Path, str]:
    """Return the files, below deploy/k8s, that follow from the registry, and what is in each."""
    topics = read_topics() if topics is None else list(topics)
    users = groupby(sorted(grants(topics)), key=lambda grant: grant.service)
    return {
        FOLDER / "strimzi" / "topics.yaml": _documents(map(_topic, topics)),
        FOLDER / "strimzi" / "users.yaml": _documents(_user(name, acls) for name, acls in users),
        FOLDER / "infra" / "kafka" / "topics.sh": _script(topics),
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "apiVersion": _API,
        "kind": "KafkaTopic",
        "metadata": {"name": topic.name, "labels": {"strimzi.io/cluster": "kafka"}},
        "spec": {
            "partitions": topic.partitions,
            "replicas": _REPLICAS,
            "config": {**topic.config, "min.insync.replicas": str(_IN_SYNC)},
        },
    }


def _user(service: str, allowed: Iterable[Grant]) -> dict[str, Any]:
    return {
        "apiVersion": _API,
        "kind": "KafkaUser",
        "metadata": {"name": service, "labels": {"strimzi.io/cluster": "kafka"}},
        "spec": {
            "authentication": {"type": "scram-sha-512"},
            "authorization": {"type": "simple", "acls": [_acl(grant) for grant in allowed]},
        },
    }


def _acl(grant: Grant) -> Mapping[str, Any]:
    pattern = "prefix" if grant.kind == "GROUP" else "literal"
    return {
        "resource": {"type": grant.kind.lower(), "name": grant.name, "patternType": pattern},
        "operations": [grant.operation.capitalize()],
    }


def _script(topics: Iterable[Topic]) -> str:
    tool = "/opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists"
    lines = [
        f"{tool} --replication-factor 1 --topic {topic.name} --partitions {topic.partitions}"
        + "".join(f" --config {key}={value}" for key, value in topic.config.items())
        for topic in topics
    ]
    return "\n".join([f"# Written from proto/topics.yaml: {COMMAND}", "set -e", *lines, ""])


def _documents(resources: Iterable[Mapping[str, Any]]) -> str:
    head = f"# Written from proto/topics.yaml: {COMMAND}\n"
    return head + yaml.safe_dump_all(resources, sort_keys=False)
