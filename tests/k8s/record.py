"""What was seen while workers followed the lag: one row for each second, kept as CSV."""

import asyncio
import csv
import time
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from cloak_kit.contracts.topics import JOBS_REQUESTED
from cloak_local.kafka_access import ADMIN, KafkaAccess
from cloak_local.places import BUILD
from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from tests.k8s.overlays import Overlay
from tests.k8s.stand_in_worker import GROUP
from tests.k8s.workforce import Workforce

FILE = BUILD / "k8s" / "keda-scaling.csv"
EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at the queue and at those who work."""

    seconds: float
    lag_records: int
    replicas_wanted: int
    replicas_ready: int
    processes: int


class Lag:
    """How many records of the jobs' topic the workers have not committed yet."""

    def __init__(self, kafka: KafkaAccess) -> None:
        self._admin = AdminClient({**kafka.confluent(ADMIN), "log_level": 2})
        numbers = range(JOBS_REQUESTED.partitions)
        self._partitions = [TopicPartition(JOBS_REQUESTED.name, n) for n in numbers]

    def records(self) -> int:
        """Ask the broker; partitions without a commit count from their start."""
        latest = OffsetSpec.latest()  # type: ignore[no-untyped-call] # the package leaves it untyped
        ends = self._admin.list_offsets(dict.fromkeys(self._partitions, latest))
        asked = [ConsumerGroupTopicPartitions(GROUP, self._partitions)]
        group = self._admin.list_consumer_group_offsets(asked)[GROUP].result(timeout=15)
        done = {tp.partition: max(0, tp.offset) for tp in group.topic_partitions}
        at_end = {tp.partition: future.result(timeout=15).offset for tp, future in ends.items()}
        return sum(end - done[number] for number, end in at_end.items())


class Record:
    """Samples since the beginning."""

    def __init__(self, overlay: Overlay, workforce: Workforce) -> None:
        self._overlay, self._workforce = overlay, workforce
        self._lag = Lag(overlay.kafka)
        self._begun = time.monotonic()
        self.samples: list[Sample] = []

    async def run(self) -> None:
        """Look once a second until cancelled."""
        while True:
            self.samples.append(await asyncio.to_thread(self._look))
            await asyncio.sleep(EVERY_S)

    def _look(self) -> Sample:
        worker = self._overlay.get("deployment", "stego-worker")
        return Sample(
            round(time.monotonic() - self._begun, 1),
            self._lag.records(),
            int(worker["spec"]["replicas"]),
            int(worker["status"].get("readyReplicas", 0)),
            self._workforce.size,
        )

    def write(self, file: Path = FILE) -> None:
        """Keep all samples as CSV."""
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", newline="") as output:
            writer = csv.writer(output, lineterminator="\n")
            writer.writerow(field.name for field in fields(Sample))
            writer.writerows(astuple(sample) for sample in self.samples)


def read(file: Path = FILE) -> list[Sample]:
    """Return the samples of a CSV file."""
    with file.open(newline="") as lines:
        return [
            Sample(float(row.pop("seconds")), **{k: int(v) for k, v in row.items()})
            for row in csv.DictReader(lines)
        ]
