"""Run a service and end it well: readiness fails, streams end, work drains, the process goes."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from cloak_kit.health import Readiness
from cloak_kit.settings import ServiceSettings
from cloak_kit.telemetry import configure_logging
from cloak_kit.tracing.export import exported_traces

log = structlog.get_logger(__name__)


class _DrainingServer(uvicorn.Server):
    """Uvicorn that lets readiness fail, waits the drain delay, and then closes the listener."""

    def __init__(self, config: uvicorn.Config, readiness: Readiness, drain_delay_s: float) -> None:
        super().__init__(config)
        self._readiness = readiness
        self._drain_delay_s = drain_delay_s

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Uvicorn's own would raise the signal again at the end, and a good end looked like a death.
        if self._readiness.stopping.is_set() and sig == signal.SIGINT:
            self.force_exit = True
        self._readiness.drain()
        asyncio.get_running_loop().call_later(self._drain_delay_s, self._close)

    def _close(self) -> None:
        self.should_exit = True


class _PassengerServer(uvicorn.Server):
    """Uvicorn beside a message loop: the process' signals are not its business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(app: FastAPI, settings: ServiceSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=int(settings.stop_timeout_s),
        timeout_keep_alive=30,
    )


def serve(service: str, settings: ServiceSettings, build: Callable[[], FastAPI]) -> None:
    """Run one HTTP service until SIGTERM or SIGINT."""
    configure_logging(service, settings.log_level)
    with exported_traces(service):
        app = build()
        log.info("service.starting", port=settings.port)
        config = _config(app, settings)
        server = _DrainingServer(config, app.state.readiness, settings.drain_delay_s)
        server.run()
        log.info("service.stopped")
    if not server.started:
        raise SystemExit(3)


@asynccontextmanager
async def side_server(app: FastAPI, settings: ServiceSettings) -> AsyncIterator[None]:
    """Serve health and metrics beside a message loop, for as long as the block runs."""
    server = _PassengerServer(_config(app, settings))
    task = asyncio.create_task(server.serve(), name="side-server")
    try:
        yield
    finally:
        server.should_exit = True
        await task


def run_until_signalled(
    service: str,
    settings: ServiceSettings,
    main: Callable[[asyncio.Event], Awaitable[None]],
) -> None:
    """Run a message-loop service; the event it gets is set by SIGTERM or SIGINT."""
    configure_logging(service, settings.log_level)

    async def run() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        log.info("service.starting", port=settings.port)
        await main(stopping)
        log.info("service.stopped")

    with exported_traces(service):
        asyncio.run(run())
