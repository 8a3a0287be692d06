"""Topics, users and ACLs of a broker, derived from the topic registry and made over the wire."""

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from cloak_provision.registry import Topic

REQUEST_S = 15.0
READY_S = 60.0
SCRAM_ITERATIONS = 4096
GROUPS = "cloak."


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One service may do one thing with one topic, or with the groups that carry its name."""

    service: str
    operation: str  # READ or WRITE, and DESCRIBE and idempotent writes with them; DESCRIBE alone
    kind: str  # TOPIC or GROUP
    name: str

    def binding(self) -> AclBinding:
        """Say it in Kafka's words; a group is meant with everything that begins by its name."""
        prefixed = self.kind == "GROUP"
        return AclBinding(
            ResourceType[self.kind],
            self.name,
            ResourcePatternType.PREFIXED if prefixed else ResourcePatternType.LITERAL,
            f"User:{self.service}",
            "*",
            AclOperation[self.operation],
            AclPermissionType.ALLOW,
        )


def grants(topics: Iterable[Topic]) -> set[Grant]:
    """Derive what each service may do: nothing that the registry does not say."""
    allowed: set[Grant] = set()
    for topic in topics:
        for service in topic.producers:
            allowed.add(Grant(service, "WRITE", "TOPIC", topic.name))
        for service in topic.consumers:
            allowed.add(Grant(service, "READ", "TOPIC", topic.name))
            allowed.add(Grant(service, "READ", "GROUP", group(service)))
        for service in topic.operators:
            allowed.add(Grant(service, "DESCRIBE", "GROUP", GROUPS))
    return allowed


def group(service: str) -> str:
    """Name the consumer group of a service, and with it the beginning of all its groups."""
    return f"{GROUPS}{service}"


class KafkaAdmin:
    """Bring a broker to what the registry says; doing it again changes nothing."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._client = AdminClient({**settings, "socket.timeout.ms": 5000, "log_level": 2})

    async def wait_until_ready(self, *, deadline_s: float = READY_S) -> None:
        """Return when the broker answers this administrator; raises TimeoutError."""
        await asyncio.to_thread(self._wait_until_ready, deadline_s)

    async def apply(self, topics: Collection[Topic], passwords: Mapping[str, str]) -> None:
        """Create missing topics, set the users' passwords and ACLs, and wait for all partitions.

        A broker without SASL is used as it is: pass no passwords, and no user or ACL is made.
        """
        await asyncio.to_thread(self._apply, topics, passwords)

    def _wait_until_ready(self, deadline_s: float) -> None:
        deadline = time.monotonic() + deadline_s
        while True:
            try:
                if self._client.list_topics(timeout=2).brokers:
                    return
            except KafkaException:
                pass  # not there yet
            if time.monotonic() > deadline:
                raise TimeoutError(f"Kafka did not answer within {deadline_s:.0f} s")

    def _apply(self, topics: Collection[Topic], passwords: Mapping[str, str]) -> None:
        if passwords:
            self._make_users(passwords)
            bindings = [grant.binding() for grant in sorted(grants(topics))]
            _settle(self._client.create_acls(bindings, request_timeout=REQUEST_S))
        self._make_topics(topics)
        self._wait_for_partitions(topics)

    def _make_users(self, passwords: Mapping[str, str]) -> None:
        _settle(
            self._client.alter_user_scram_credentials(
                [
                    UserScramCredentialUpsertion(
                        service,
                        ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, SCRAM_ITERATIONS),
                        password.encode(),
                    )
                    for service, password in passwords.items()
                ],
                request_timeout=REQUEST_S,
            )
        )

    def _make_topics(self, topics: Collection[Topic]) -> None:
        wanted = [
            NewTopic(topic.name, num_partitions=topic.partitions, config=topic.config)
            for topic in topics
        ]
        _settle(
            self._client.create_topics(wanted, request_timeout=REQUEST_S),
            fine=KafkaError.TOPIC_ALREADY_EXISTS,
        )
        resources = [_settings_of(topic) for topic in topics]
        _settle(self._client.incremental_alter_configs(resources, request_timeout=REQUEST_S))

    def _wait_for_partitions(self, topics: Collection[Topic]) -> None:
        # A topic is listed before its partitions have leaders.
        deadline = time.monotonic() + READY_S
        while missing := self._incomplete(topics):
            if time.monotonic() > deadline:
                raise TimeoutError(f"Kafka has no leaders for {', '.join(missing)}")
            time.sleep(0.05)

    def _incomplete(self, topics: Collection[Topic]) -> list[str]:
        there = self._client.list_topics(timeout=REQUEST_S).topics
        return [
            topic.name
            for topic in topics
            if topic.name not in there
            or len(there[topic.name].partitions) < topic.partitions
            or any(part.leader < 0 for part in there[topic.name].partitions.values())
        ]


def _settings_of(topic: Topic) -> ConfigResource:
    entries = [
        ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET)
        for key, value in topic.config.items()
    ]
    return ConfigResource(ConfigResource.Type.TOPIC, topic.name, incremental_configs=entries)


def _settle(futures: Mapping[Any, Any], *, fine: int | None = None) -> None:
    for future in futures.values():
        try:
            future.result(timeout=REQUEST_S * 2)
        except KafkaException as error:
            if error.args[0].code() != fine:
                raise
