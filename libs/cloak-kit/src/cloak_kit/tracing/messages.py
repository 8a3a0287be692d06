"""Kafka: a span for each message that is sent, and for each that is handled, in the same trace."""

from aiokafka import ConsumerRecord
from opentelemetry.trace import SpanKind

from cloak_kit.tracing.context import arrived
from cloak_kit.tracing.spans import Traced


def sending(topic: str) -> Traced:
    """The span of publishing one message; its headers are to be taken within."""
    return Traced(f"send {topic}", _about("send", topic), kind=SpanKind.PRODUCER)


def processing(record: ConsumerRecord) -> Traced:
    """The span of handling one record, in the trace that its headers took along."""
    headers = {name: value.decode("latin-1") for name, value in record.headers}
    # Not its key: where it is not a job's id it is a person's.
    attributes = _about("process", record.topic) | {
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
    }
    return Traced(
        f"process {record.topic}", attributes, kind=SpanKind.CONSUMER, parent=arrived(headers)
    )


def _about(operation: str, topic: str) -> dict[str, str | int]:
    return {
        "messaging.system": "kafka",
        "messaging.operation.type": operation,
        "messaging.operation.name": operation,
        "messaging.destination.name": topic,
    }
