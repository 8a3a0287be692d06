"""What the backends keep: everything acknowledged, over a restart and over a kill of them all."""

import os
import uuid
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition
from cloak_local.backends import Backends
from cloak_local.places import Places
from cloak_local.ports import Ports
from cloak_local.supervisor import Supervisor
from cloak_local.vault import Vault
from cloak_provision.mongo import database
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

pytestmark = pytest.mark.integration
RECORD = TopicPartition("cloak.users.changed", 0)


def supervised_backends(folder: Path) -> tuple[Backends, Supervisor]:
    places = Places.under(folder)
    places.make()
    backends = Backends(places, Vault(places.secrets), Ports.free(), os.environ)
    supervisor = Supervisor(places)
    for part in backends.parts:
        supervisor.add(part)
    return backends, supervisor


def mongo_uri(backends: Backends, service: str) -> str:
    return backends.environment(service)["CLOAK_MONGO_URI"]


async def write(backends: Backends, mark: str) -> None:
    async with AIOKafkaProducer(**backends.kafka.aiokafka("auth"), acks="all") as producer:
        await producer.send_and_wait(RECORD.topic, mark.encode(), partition=RECORD.partition)
    async with AsyncMongoClient[dict[str, object]](mongo_uri(backends, "auth")) as client:
        await client[database("auth")].users.insert_one({"_id": mark})


async def read(backends: Backends) -> tuple[list[str], list[str]]:
    consumer = AIOKafkaConsumer(**backends.kafka.aiokafka("gateway"), auto_offset_reset="earliest")
    async with consumer:
        consumer.assign([RECORD])
        end = (await consumer.end_offsets([RECORD]))[RECORD]
        records = [(await consumer.getone()).value.decode() for _ in range(end)]
    async with AsyncMongoClient[dict[str, object]](mongo_uri(backends, "auth")) as client:
        kept = [str(user["_id"]) async for user in client[database("auth")].users.find()]
    return records, sorted(kept)


async def test_data_and_rights_survive_a_restart_and_a_kill_of_everything(tmp_path: Path) -> None:
    backends, supervisor = supervised_backends(tmp_path)
    async with supervisor:
        await write(backends, "1-before-the-stop")
    backends, supervisor = supervised_backends(tmp_path)
    async with supervisor:
        await write(backends, "2-before-the-kill")
        supervisor.kill_now()
    backends, supervisor = supervised_backends(tmp_path)
    async with supervisor:
        wanted = ["1-before-the-stop", "2-before-the-kill"]
        assert await read(backends) == (wanted, wanted)
        stranger = mongo_uri(backends, "gateway")
        async with AsyncMongoClient[dict[str, object]](stranger) as client:
            with pytest.raises(OperationFailure, match=r"(?i)not authorized|unauthorized"):
                await client[database("auth")].users.find_one({})


async def test_a_cluster_identifier_may_begin_with_a_dash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(bytes=b"\xf8" * 16))
    backends, _ = supervised_backends(tmp_path)
    await backends.parts[0].prepare()
    formatted = (tmp_path / "state" / "kafka" / "data" / "meta.properties").read_text()
    assert "cluster.id=-Pj4" in formatted


async def test_no_secret_is_seen_by_other_users(tmp_path: Path) -> None:
    _, supervisor = supervised_backends(tmp_path)
    async with supervisor:
        secrets = supervisor.places.secrets
        assert secrets.stat().st_mode & 0o777 == 0o600
        values = [line.split('"')[3] for line in secrets.read_text().splitlines() if ":" in line]
        pids = [unit.process.pid for unit in supervisor.units if unit.process]
        shown = [command_line(pid) for pid in pids]
        shown += [unit.log.read_text() for unit in supervisor.units]
        shown.append((tmp_path / "state" / "kafka" / "server.properties").read_text())
    assert len(values) > 10
    assert not [value for value in values if any(value in text for text in shown)]


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()
