"""Apache Kafka as one KRaft node on the loopback address: real SASL, real ACLs, real durability."""

import asyncio
import shutil
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from cloak_local.kafka_access import ADMIN, KafkaAccess
from cloak_local.parts import NotInstalled
from cloak_local.places import KAFKA_JARS
from cloak_local.ports import HOST, Ports
from cloak_local.processes import Program
from cloak_local.vault import Vault

# A single node's broker needs 124 MB less with the small cleaner buffer, and recovers from kill -9
# in about 5 s with the short broker session (9 s is the default).
PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=CLIENT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=CLIENT://{host}:{port}
listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
inter.broker.listener.name=CLIENT
controller.listener.names=CONTROLLER
controller.quorum.voters=1@{host}:{controller_port}
log.dirs={data}
config.providers=env
config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
listener.name.client.sasl.enabled.mechanisms=SCRAM-SHA-256
listener.name.client.scram-sha-256.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required \
username="admin" password="${{env:BROKER_ADMIN_PASSWORD}}";
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-256
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=\
org.apache.kafka.common.security.plain.PlainLoginModule required \
username="controller" password="${{env:BROKER_CONTROLLER_PASSWORD}}" \
user_controller="${{env:BROKER_CONTROLLER_PASSWORD}}";
sasl.mechanism.controller.protocol=PLAIN
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:admin;User:controller
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
num.partitions=12
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.retention.check.interval.ms=10000
"""


class KafkaServer:
    """The broker's files under one folder, and the program that serves them."""

    name = "kafka"
    ready_s = 60.0

    def __init__(self, folder: Path, vault: Vault, ports: Ports, access: KafkaAccess) -> None:
        self._folder, self._vault, self._access = folder, vault, access
        self.ports = {name: ports[name] for name in ("kafka", "kafka-controller")}
        self.health = f"tcp://{access.bootstrap}"
        self._properties = PROPERTIES.format(
            host=HOST,
            port=ports["kafka"],
            controller_port=ports["kafka-controller"],
            data=folder / "data",
        )

    async def prepare(self) -> Program:
        """Write the configuration, format the log folder once, and return what to run.

        Raises:
            NotInstalled: Java or the broker's jars are missing.
        """
        java = shutil.which("java")
        if java is None or not any(KAFKA_JARS.glob("kafka_2.13-*.jar")):
            raise NotInstalled("Kafka is not installed: run `make setup`")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._configuration.write_text(self._properties)
        environment = {
            "BROKER_ADMIN_PASSWORD": self._admin_password,
            "BROKER_CONTROLLER_PASSWORD": self._vault.secret("kafka-controller"),
        }
        if not (self._folder / "data" / "meta.properties").exists():
            await asyncio.to_thread(self._format, java, environment)
        argv = [*_java(java, heap_mib=256), "kafka.Kafka", str(self._configuration)]
        return Program("kafka", argv, environment, cwd=self._folder, stop_s=30)

    async def finish(self) -> None:
        """Bring topics, users and ACLs to what the registry says."""
        await self._access.provision()

    @property
    def _admin_password(self) -> str:
        return self._vault.secret("kafka-admin")

    @property
    def _configuration(self) -> Path:
        return self._folder / "server.properties"

    def _format(self, java: str, environment: dict[str, str]) -> None:
        # The tool takes a SCRAM password as an argument only; so the admin alone is made here, and
        # every service's user later over the wire. Its output shows salted keys: dropped.
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        scram = f"SCRAM-SHA-256=[name={ADMIN},password={self._admin_password}]"
        done = subprocess.run(  # noqa: S603 - java from the PATH, arguments made here
            [
                *_java(java, heap_mib=128),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                # One word: an identifier may begin with a dash.
                *("kafka.tools.StorageTool", "format", f"--cluster-id={cluster}"),
                *("--config", str(self._configuration), "--add-scram", scram),
            ],
            env=environment,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode != 0:
            reason = done.stderr.decode(errors="replace").replace(self._admin_password, "***")
            raise RuntimeError(f"formatting Kafka's log folder failed: {reason[-2000:]}")


def _java(java: str, *, heap_mib: int) -> list[str]:
    # C1 alone and the serial collector halve the CPU that a start costs.
    fast_start = [f"-Xmx{heap_mib}m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    return [java, *fast_start, "-cp", f"{KAFKA_JARS}/*"]
