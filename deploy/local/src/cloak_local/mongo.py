"""The MongoDB-compatible server of one system, its administrator and a user for each service."""

from pathlib import Path
from typing import Any

from cloak_provision.mongo import database, make_user
from pymongo import AsyncMongoClient

from cloak_local.mongo_server import choose_server
from cloak_local.parts import until_healthy
from cloak_local.places import Places
from cloak_local.ports import HOST, Ports, require_free
from cloak_local.processes import Process, Program
from cloak_local.vault import Vault

ADMIN = "admin"
SERVICES_WITH_DATA = ("auth", "gateway", "messaging", "storage")


class MongoBackend:
    """The server's files under one folder, and the programs that make and serve them."""

    name = "mongo"
    ready_s = 30.0

    def __init__(
        self,
        places: Places,
        vault: Vault,
        ports: Ports,
        *,
        durable: bool = True,
        wanted: str | None = None,
    ) -> None:
        self._folder, self._logs = places.state / "mongo", places.logs
        self._vault, self._durable, self._port = vault, durable, ports["mongo"]
        self.ports = {"mongo": self._port}
        self.health = f"mongo://{HOST}:{self._port}"
        wrote = self._written_by.read_text() if self._written_by.exists() else None
        self.server = choose_server(wrote or wanted)

    @property
    def admin_uri(self) -> str:
        """The address with the rights of the administrator."""
        return self._uri(ADMIN, self._vault.secret("mongo-admin"), "admin")

    def uri(self, service: str) -> str:
        """The address for one service, whose user may use its own database alone."""
        return self._uri(service, self._vault.secret(f"mongo-{service}"), database(service))

    async def prepare(self) -> Program:
        """Make the administrator at the first start, and return what to run.

        Raises:
            PortTaken: somebody else listens on the port.
        """
        self._data.mkdir(parents=True, exist_ok=True)
        if not self._written_by.exists():
            await self._make_admin()
        argv = [*self.server.argv(self._data, self._port, durable=self._durable), "--auth"]
        return Program(self.name, argv, cwd=self._folder)

    async def finish(self) -> None:
        """Give each service its user, with rights on its own database only."""
        async with AsyncMongoClient[dict[str, Any]](self.admin_uri) as client:
            for service in SERVICES_WITH_DATA:
                password = self._vault.secret(f"mongo-{service}")
                await make_user(client, database(service), service, password, "readWrite")

    async def _make_admin(self) -> None:
        # The stand-ins know no localhost exception: the first start is open, for this alone.
        require_free("mongo", self._port)
        argv = self.server.argv(self._data, self._port, durable=True)
        opened = Process(Program(self.name, argv, cwd=self._folder), self._logs / "mongo.log")
        try:
            await until_healthy(self, opened)
            address = f"mongodb://{HOST}:{self._port}/?directConnection=true"
            async with AsyncMongoClient[dict[str, Any]](address) as client:
                await make_user(client, "admin", ADMIN, self._vault.secret("mongo-admin"), "root")
        finally:
            await opened.stop()
        self._written_by.write_text(self.server.kind)

    @property
    def _data(self) -> Path:
        return self._folder / self.server.kind

    @property
    def _written_by(self) -> Path:
        return self._folder / "written-by"

    def _uri(self, user: str, password: str, authority: str) -> str:
        return (
            f"mongodb://{user}:{password}@{HOST}:{self._port}/"
            f"?authSource={authority}&authMechanism=SCRAM-SHA-256&directConnection=true"
        )
