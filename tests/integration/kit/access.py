"""The kit's settings for the broker of the tests."""

from cloak_kit.settings import KafkaSettings
from cloak_local.kafka_access import KafkaAccess
from pydantic import SecretStr


def kafka_settings(kafka: KafkaAccess, user: str, **others: float) -> KafkaSettings:
    """Reach the broker as this user; `others` are further settings, such as timeouts."""
    return KafkaSettings.model_validate(
        {
            "bootstrap": kafka.bootstrap,
            "username": user if user in kafka.passwords else "",
            "password": SecretStr(kafka.passwords.get(user, "")),
            "tls": kafka.tls,
            **others,
        }
    )
