"""How to reach a broker: for each service as its own user, and for the one who sets it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cloak_provision.kafka_admin import KafkaAdmin
from cloak_provision.registry import read_topics, services_of

from cloak_local.places import TOPICS_FILE
from cloak_local.vault import Vault

ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class KafkaAccess:
    """A broker's address and the passwords of its users; none of them for a broker without SASL."""

    bootstrap: str
    tls: bool = False
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def local(cls, bootstrap: str, vault: Vault) -> "KafkaAccess":
        """Reach the broker that is started here, with the secrets of this system."""
        users = [ADMIN, *sorted(services_of(read_topics(TOPICS_FILE)))]
        passwords = {user: vault.secret(f"kafka-{user}") for user in users}
        return cls(bootstrap, passwords=passwords)

    @classmethod
    def given(cls, environ: Mapping[str, str], vault: Vault) -> "KafkaAccess":
        """Reach the broker at ``CLOAK_KAFKA_BOOTSTRAP``.

        With ``CLOAK_KAFKA_ADMIN_PASSWORD`` (user ``admin``) it gets a user and ACLs for each
        service; without, it is taken for one that lets everyone in. ``CLOAK_KAFKA_TLS=true``
        encrypts the connections.
        """
        bootstrap = environ["CLOAK_KAFKA_BOOTSTRAP"]
        tls = environ.get("CLOAK_KAFKA_TLS", "false").lower() == "true"
        if "CLOAK_KAFKA_ADMIN_PASSWORD" not in environ:
            return cls(bootstrap, tls)
        passwords = dict(cls.local(bootstrap, vault).passwords)
        passwords[ADMIN] = environ["CLOAK_KAFKA_ADMIN_PASSWORD"]
        return cls(bootstrap, tls, passwords)

    async def provision(self) -> None:
        """Wait for the broker and bring topics, users and ACLs to what the registry says."""
        admin = KafkaAdmin(self.confluent(ADMIN))
        await admin.wait_until_ready()
        users = {user: word for user, word in self.passwords.items() if user != ADMIN}
        await admin.apply(read_topics(TOPICS_FILE), users)

    def confluent(self, user: str) -> dict[str, str | int | float | bool]:
        """Return the settings of a confluent_kafka client that is this user."""
        settings: dict[str, str | int | float | bool] = {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": self._protocol,
        }
        if user in self.passwords:
            settings |= {"sasl.mechanism": "SCRAM-SHA-256", "sasl.username": user}
            settings["sasl.password"] = self.passwords[user]
        return settings

    def aiokafka(self, user: str) -> dict[str, str]:
        """Return the keyword arguments of an aiokafka client that is this user."""
        settings = {"bootstrap_servers": self.bootstrap, "security_protocol": self._protocol}
        if user in self.passwords:
            settings |= {"sasl_mechanism": "SCRAM-SHA-256", "sasl_plain_username": user}
            settings["sasl_plain_password"] = self.passwords[user]
        return settings

    def environment(self, service: str) -> dict[str, str]:
        """Return the variables by which a service reaches the broker as itself."""
        variables = {
            "CLOAK_KAFKA_BOOTSTRAP": self.bootstrap,
            "CLOAK_KAFKA_TLS": str(self.tls).lower(),
        }
        if service in self.passwords:
            variables |= {
                "CLOAK_KAFKA_USERNAME": service,
                "CLOAK_KAFKA_PASSWORD": self.passwords[service],
            }
        return variables

    @property
    def _protocol(self) -> str:
        return ("SASL_" if self.passwords else "") + ("SSL" if self.tls else "PLAINTEXT")
