"""Kafka as the services use it: publish and know it arrived; do, publish, commit that offset."""

from cloak_kit.kafka.consumer import Delivery, Drain, consume, follow, subscribe
from cloak_kit.kafka.publisher import KafkaPublisher, Publisher

__all__ = ["Delivery", "Drain", "KafkaPublisher", "Publisher", "consume", "follow", "subscribe"]
