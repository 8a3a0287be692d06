"""A broker made ready: topics, users and rights as the registry says."""

from cloak_provision.kafka_admin import KafkaAdmin
from cloak_provision.registry import read_topics, services_of
from cloak_provision.settings import KafkaProvisionSettings

ADMIN = "admin"


class PasswordsMissing(ValueError):
    """Services of the registry would have no user; the message names them."""


async def provision(settings: KafkaProvisionSettings) -> None:
    """Bring the broker to what the registry says; doing it again changes nothing.

    Raises TimeoutError, PasswordsMissing, or confluent_kafka's KafkaException.
    """
    topics = read_topics(settings.topics_file)
    passwords: dict[str, str] = {}
    if settings.admin_password is not None:
        passwords = {name: word.get_secret_value() for name, word in settings.passwords.items()}
        if missing := sorted(services_of(topics) - set(passwords)):
            raise PasswordsMissing(f"CLOAK_KAFKA_PASSWORDS lacks {', '.join(missing)}")
    admin = KafkaAdmin(_client(settings))
    await admin.wait_until_ready(deadline_s=settings.ready_s)
    await admin.apply(topics, passwords)


def _client(settings: KafkaProvisionSettings) -> dict[str, str]:
    encrypted = "SSL" if settings.tls else "PLAINTEXT"
    client = {"bootstrap.servers": settings.bootstrap, "security.protocol": encrypted}
    if settings.admin_password is not None:
        client |= {
            "security.protocol": f"SASL_{encrypted}",
            "sasl.mechanism": "SCRAM-SHA-256",
            "sasl.username": ADMIN,
            "sasl.password": settings.admin_password.get_secret_value(),
        }
    return client
