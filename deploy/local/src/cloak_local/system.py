"""The whole of Image Cloak as processes: backends, model server, services and workers."""

import os
from collections.abc import Callable, Mapping

from cloak_local.backends import Backends, Elsewhere
from cloak_local.environment import MODEL_SERVER, Environment
from cloak_local.monitoring import Monitoring
from cloak_local.parts import Part
from cloak_local.places import Places
from cloak_local.ports import HOST, Ports
from cloak_local.services import BACKUP, SERVICES, http_part, model_server_part, needs_of
from cloak_local.supervisor import Supervisor, silent
from cloak_local.vault import Vault


class System(Supervisor):
    """Everything that one origin needs, under one state folder.

    ``async with System(places, ports) as system`` gives a system that works. Parts have the names
    that ``make up`` shows: ``kafka``, ``gateway``, ``stego-worker-1`` ... ``environ`` is where the
    addresses of backends that run elsewhere and the settings of single services come from.
    """

    def __init__(
        self,
        places: Places,
        ports: Ports,
        *,
        workers: int = 1,
        monitoring: bool = False,
        environ: Mapping[str, str] = os.environ,
        tell: Callable[[str], None] = silent,
    ) -> None:
        super().__init__(places, tell)
        self.ports = ports
        places.make()
        vault = Vault(places.secrets)
        backends = Backends(places, vault, ports, environ)
        self.kafka = backends.kafka
        self._model_server = environ.get(MODEL_SERVER)
        self._environment = Environment(backends, vault, ports, environ)
        parts = [*backends.parts, *(self._service(name) for name in SERVICES)]
        for part in parts:
            self.add(part, needs_of(part.name))
        self._monitoring = Monitoring(places, ports, environ) if monitoring else None
        for number in range(workers):
            self._add_worker(number + 1)
        if self._monitoring is not None:
            for part, needs in self._monitoring.parts:
                self.add(part, needs)

    @property
    def gateway_url(self) -> str:
        """The system's public origin."""
        return f"http://{HOST}:{self.ports['gateway']}"

    def environment(self, name: str) -> dict[str, str]:
        """Return the variables that the process of this part gets, its secrets among them.

        ``backup`` is no part: those of ``python -m cloak_backup``.
        """
        return self._environment.of_backup() if name == BACKUP else self._environment.of(name)

    async def add_worker(self) -> str:
        """Start one more worker and return its name once it is healthy."""
        number = 1
        while f"stego-worker-{number}" in self._units:
            number += 1
        name = self._add_worker(number)
        await self.start(name)
        return name

    def _service(self, name: str) -> Part:
        env = self._environment.of(name)
        if name == "model-server":
            if self._model_server:
                return Elsewhere(name, f"tcp://{self._model_server}")
            return model_server_part(self.ports[name], self.ports["model-server-metrics"], env)
        return http_part(name, self.ports[name], env)

    def _add_worker(self, number: int) -> str:
        name = f"stego-worker-{number}"
        port = self.ports.worker(number)
        self.add(http_part(name, port, self._environment.of(name)), needs_of(name))
        if self._monitoring is not None:
            self._monitoring.scrape(name, port)
        return name
