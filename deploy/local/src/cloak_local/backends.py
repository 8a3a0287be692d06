"""The backends of one system: each at an address from the environment, or a server started here."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cloak_provision.mongo import database

from cloak_local.kafka import KafkaServer
from cloak_local.kafka_access import KafkaAccess
from cloak_local.mongo import MongoBackend
from cloak_local.parts import Part
from cloak_local.places import Places
from cloak_local.ports import HOST, Ports
from cloak_local.processes import Program
from cloak_local.redis import RedisServer
from cloak_local.vault import Vault


async def _nothing() -> None:
    return


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A backend that runs elsewhere: watched like the others, never started or stopped."""

    name: str
    health: str
    set_up: Callable[[], Awaitable[None]] = _nothing
    ports: Mapping[str, int] = field(default_factory=dict)
    ready_s: float = 30.0

    async def prepare(self) -> Program | None:
        """Start nothing."""
        return None

    async def finish(self) -> None:
        """Bring the backend to what the system needs."""
        await self.set_up()


class Backends:
    """Kafka, the MongoDB-compatible server and Redis, and how each service reaches them.

    ``CLOAK_KAFKA_BOOTSTRAP``, ``CLOAK_MONGO_URI`` and ``CLOAK_REDIS_URL`` name servers to use
    in place of local ones.
    """

    def __init__(
        self,
        places: Places,
        vault: Vault,
        ports: Ports,
        environ: Mapping[str, str],
        *,
        durable: bool = True,
    ) -> None:
        self.kafka, kafka = _kafka(places, vault, ports, environ)
        self.mongo_admin_uri, self._mongo_uri, mongo = _mongo(
            places, vault, ports, environ, durable=durable
        )
        self.redis_url, redis = _redis(places, vault, ports, environ)
        self.parts: list[Part] = [kafka, mongo, redis]

    def environment(self, service: str) -> dict[str, str]:
        """Return the variables by which a service reaches the backends as itself."""
        return {
            **self.kafka.environment(service),
            "CLOAK_MONGO_URI": self._mongo_uri(service),
            "CLOAK_MONGO_DATABASE": database(service),
            "CLOAK_REDIS_URL": self.redis_url,
        }


def _kafka(
    places: Places, vault: Vault, ports: Ports, environ: Mapping[str, str]
) -> tuple[KafkaAccess, Part]:
    if "CLOAK_KAFKA_BOOTSTRAP" in environ:
        access = KafkaAccess.given(environ, vault)
        first = access.bootstrap.split(",")[0]
        return access, Elsewhere("kafka", f"tcp://{first}", access.provision)
    access = KafkaAccess.local(f"{HOST}:{ports['kafka']}", vault)
    return access, KafkaServer(places.state / "kafka", vault, ports, access)


def _mongo(
    places: Places, vault: Vault, ports: Ports, environ: Mapping[str, str], *, durable: bool
) -> tuple[str, Callable[[str], str], Part]:
    if "CLOAK_MONGO_URI" in environ:
        uri = environ["CLOAK_MONGO_URI"]
        first = urlsplit(uri).netloc.rpartition("@")[2].split(",")[0]
        return uri, lambda _: uri, Elsewhere("mongo", f"mongo://{first}")
    wanted = environ.get("CLOAK_MONGO_SERVER")
    backend = MongoBackend(places, vault, ports, durable=durable, wanted=wanted)
    return backend.admin_uri, backend.uri, backend


def _redis(
    places: Places, vault: Vault, ports: Ports, environ: Mapping[str, str]
) -> tuple[str, Part]:
    if "CLOAK_REDIS_URL" in environ:
        url = environ["CLOAK_REDIS_URL"]
        parts = urlsplit(url)
        return url, Elsewhere("redis", f"redis://{parts.hostname}:{parts.port or 6379}")
    server = RedisServer(places.state / "redis", vault, ports)
    return server.url, server
