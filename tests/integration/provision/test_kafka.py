"""The broker as compose starts it: the image's scripts, real jars, then the one-shot job."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError
from cloak_local.places import KAFKA_JARS, TOPICS_FILE
from cloak_provision.registry import read_topics, services_of

from tests.images.installs import free_port

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[3]
COMPOSE = ROOT / "deploy" / "compose" / "kafka"
ADMIN = "-a-password-that-begins-with-a-dash"
PASSWORDS = {service: f"{service}-password" for service in services_of(read_topics(TOPICS_FILE))}
# What the distribution's scripts come down to; the jars here have no scripts with them.
SCRIPTS = {
    "kafka-storage.sh": "kafka.tools.StorageTool",
    "kafka-server-start.sh": "kafka.Kafka",
}


@pytest.fixture(scope="module")
def bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("compose-kafka")
    with started(folder) as address:
        yield address


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Run compose's start script on compose's properties, with this machine's ports and folder."""
    java = shutil.which("java")
    assert java is not None
    (folder / "bin").mkdir()
    for name, program in SCRIPTS.items():
        path = folder / "bin" / name
        path.write_text(
            f"#!/bin/sh\nexec {java} -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
            " -Dorg.slf4j.simpleLogger.defaultLogLevel=error"
            f" -cp '{KAFKA_JARS}/*' {program} \"$@\"\n"
        )
        path.chmod(0o755)
    client, controller = free_port(), free_port()
    properties = (COMPOSE / "server.properties").read_text()
    for theirs, ours in {
        "0.0.0.0:9092": f"127.0.0.1:{client}",
        "kafka:9092": f"127.0.0.1:{client}",
        "127.0.0.1:9093": f"127.0.0.1:{controller}",
        "/var/lib/kafka/data": str(folder / "data"),
    }.items():
        assert theirs in properties
        properties = properties.replace(theirs, ours)
    (folder / "server.properties").write_text(properties)
    process = subprocess.Popen(
        [COMPOSE / "start.sh"],
        env={
            "PATH": os.environ["PATH"],
            "KAFKA_HOME": str(folder),
            "KAFKA_PROPERTIES": str(folder / "server.properties"),
            "BROKER_ADMIN_PASSWORD": ADMIN,
            "BROKER_CONTROLLER_PASSWORD": "controller-password",
        },
        cwd=folder,
    )
    try:
        yield f"127.0.0.1:{client}"
    finally:
        process.terminate()
        process.wait(30)


def provision(bootstrap: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the job as compose does."""
    told = {
        "CLOAK_KAFKA_BOOTSTRAP": bootstrap,
        "CLOAK_KAFKA_ADMIN_PASSWORD": ADMIN,
        "CLOAK_KAFKA_PASSWORDS": json.dumps(PASSWORDS),
        "CLOAK_KAFKA_TOPICS_FILE": str(TOPICS_FILE),
    }
    return subprocess.run(
        [sys.executable, "-m", "cloak_provision", "kafka"],
        env={"PATH": os.environ["PATH"]} | told | changes,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


async def send(bootstrap: str, service: str, topic: str) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-256",
        sasl_plain_username=service,
        sasl_plain_password=PASSWORDS[service],
    )
    await producer.start()
    try:
        await producer.send_and_wait(topic, b"record")
    finally:
        await producer.stop()


async def test_a_fresh_broker_gets_topics_users_and_rights_twice_over(bootstrap: str) -> None:
    for _ in range(2):
        done = await asyncio.to_thread(provision, bootstrap)
        assert (done.returncode, done.stderr) == (0, "")
    await send(bootstrap, "gateway", "cloak.jobs.requested")
    with pytest.raises(TopicAuthorizationFailedError):
        await send(bootstrap, "storage", "cloak.jobs.requested")


def test_a_service_without_a_password_is_named_before_anything_is_made(bootstrap: str) -> None:
    done = provision(bootstrap, CLOAK_KAFKA_PASSWORDS='{"gateway": "a-word"}')
    assert done.returncode == 1
    assert "lacks auth, messaging, stego-worker, storage" in done.stderr
    assert "a-word" not in done.stderr


def test_a_broker_that_stays_away_ends_the_job(bootstrap: str) -> None:
    done = provision(f"127.0.0.1:{free_port()}", CLOAK_KAFKA_READY_S="1")
    assert done.returncode == 1
    assert done.stderr.strip() == "Kafka did not answer within 1 s"
