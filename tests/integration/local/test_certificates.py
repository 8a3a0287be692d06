"""Origins seen from outside by the real blackbox exporter, and the alerts that Prometheus makes."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cloak_local.monitoring import Monitoring
from cloak_local.places import Places
from cloak_local.ports import HOST, Ports
from cloak_local.supervisor import Supervisor

from tests.plugins.certificates import Authority
from tests.plugins.polling import eventually

pytestmark = pytest.mark.integration
PARTS = ("blackbox-exporter", "prometheus")
# For how long the certificate is good; the one that has ended did so a minute ago.
LEFT = {
    "90 days": timedelta(days=90),
    "3 days": timedelta(days=3),
    "1 day": timedelta(days=1),
    "ended": timedelta(minutes=-1),
}
WITHIN_S = 30  # two scrapes and two evaluations, five seconds apart, on a busy machine
TICKET, PAGE, AWAY = "CertificateExpiring", "CertificateAlmostExpired", "OriginUnreachable"


@pytest.fixture
async def origins(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """The addresses of real origins, by what is special about each."""
    authority = Authority(tmp_path / "authority", "authority")
    async with AsyncExitStack() as stack:

        async def serve(tls: ssl.SSLContext | None) -> str:
            server = await asyncio.start_server(_answer, HOST, 0, ssl=tls)
            await stack.enter_async_context(server)
            scheme = "http" if tls is None else "https"
            return f"{scheme}://{HOST}:{server.sockets[0].getsockname()[1]}/"

        found = {"plain": await serve(None)}
        for name, left in LEFT.items():
            pair = authority.issue(name, "origin", hosts=[HOST], lifetime=left)
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(pair.certificate, pair.key)
            found[name] = await serve(tls)
        yield found


@pytest.fixture
async def prometheus(
    tmp_path: Path, origins: Mapping[str, str]
) -> AsyncIterator[httpx.AsyncClient]:
    """The real one with the rules of production, and the exporter, which trusts that authority."""
    places, ports = Places.under(tmp_path), Ports.free()
    places.make()
    trusted = {"SSL_CERT_FILE": str(tmp_path / "authority" / "authority.crt")}
    first, *others = origins.values()
    monitoring = Monitoring(places, ports, trusted | {"CLOAK_PUBLIC_ORIGIN": first})
    for origin in others:
        monitoring.probe(origin)
    supervisor = Supervisor(places)
    for part, needs in monitoring.parts:
        if part.name in PARTS:
            supervisor.add(part, set(needs) & set(PARTS))
    url = f"http://{HOST}:{ports['prometheus']}/api/v1"
    async with supervisor, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield http


async def test_a_certificate_near_its_end_is_told_of_and_no_other(
    origins: Mapping[str, str], prometheus: httpx.AsyncClient
) -> None:
    names = {address: name for name, address in origins.items()}

    async def probed() -> dict[str, float]:
        asked = {"query": 'probe_success{job="origin"}'}
        found = (await prometheus.get("/query", params=asked)).json()["data"]["result"]
        return {names[one["metric"]["instance"]]: float(one["value"][1]) for one in found}

    everyone = {"plain": 1.0, "90 days": 1.0, "3 days": 1.0, "1 day": 1.0, "ended": 0.0}
    await eventually(probed, lambda found: found == everyone, within_s=WITHIN_S)

    async def told() -> set[tuple[str, str, str]]:
        found = (await prometheus.get("/alerts")).json()["data"]["alerts"]
        return {
            (one["labels"]["alertname"], names[one["labels"]["instance"]], one["state"])
            for one in found
            if one["labels"].get("instance") in names
        }

    expected = {
        (TICKET, "3 days", "firing"),
        (TICKET, "1 day", "firing"),
        (PAGE, "1 day", "firing"),
        # Refused, as browsers refuse it; it fires once it has been so for two minutes.
        (AWAY, "ended", "pending"),
    }
    await eventually(told, lambda found: found == expected, within_s=WITHIN_S)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one request as an origin does that is well."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
