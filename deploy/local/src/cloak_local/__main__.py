"""``python -m cloak_local``: the commands behind make up, down, status, logs and demo."""

import asyncio
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cloak_local.cluster_secrets import cluster_secrets, secret_manifests
from cloak_local.control import (
    NoSuchLog,
    NoSuchService,
    become_service,
    end,
    follow,
    health_of,
    running,
)
from cloak_local.description import describe
from cloak_local.foreground import run_until_ended
from cloak_local.kafka_resources import kafka_resources
from cloak_local.monitoring import InvalidAddress
from cloak_local.parts import NotInstalled, StartFailed
from cloak_local.places import Places
from cloak_local.ports import InvalidPort, Ports, PortTaken
from cloak_local.record import AlreadyRunning
from cloak_local.table import all_well, recorded_view
from cloak_local.vault import Vault

EXPECTED = (
    AlreadyRunning,
    PortTaken,
    InvalidPort,
    InvalidAddress,
    NotInstalled,
    StartFailed,
    NoSuchLog,
    NoSuchService,
)
NOT_RUNNING = 3

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
# A file has no width of its own: tables get enough, so that no figure is cut off.
console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)


class Extra(StrEnum):
    """What can run beside the system."""

    MONITORING = "monitoring"


@app.command()
def up(
    workers: Annotated[int, typer.Option(min=0, help="How many stego-workers.")] = 1,
    extras: Annotated[
        list[Extra] | None, typer.Option("--with", help="What to run beside the system.")
    ] = None,
) -> None:
    """Run everything in the foreground; Ctrl-C ends it."""
    places, ports = Places.from_environment(os.environ), Ports.from_environment(os.environ)
    monitoring = Extra.MONITORING in (extras or ())
    asyncio.run(
        run_until_ended(places, ports, workers=workers, monitoring=monitoring, console=console)
    )


@app.command()
def demo() -> None:
    """Two people hide, send and find a text and a picture; status 0 only if all is right."""
    # Here, as the codec's compiled code takes seconds to load, and no other command needs it.
    from cloak_client import CloakClientError

    from cloak_local.demo.run import run_demo
    from cloak_local.demo.story import DemoFailed

    places, ports = Places.from_environment(os.environ), Ports.from_environment(os.environ)
    try:
        watched = sys.stdin.isatty() and sys.stdout.isatty()
        raise typer.Exit(asyncio.run(run_demo(places, ports, console, stays=watched)))
    except (DemoFailed, CloakClientError) as error:
        _complain(error)
        raise typer.Exit(1) from None


@app.command()
def down() -> None:
    """End the system, and what a killed one left behind."""
    console.print(end(Places.from_environment(os.environ)))


@app.command()
def status() -> None:
    """Show every part's health; status 0 when all is well, 1 when not, 3 when nothing runs."""
    record = running(Places.from_environment(os.environ))
    if record is None:
        console.print("nothing runs: `make up` starts everything")
        raise typer.Exit(NOT_RUNNING)
    health = asyncio.run(health_of(record))
    console.print(recorded_view(record, health))
    raise typer.Exit(0 if all_well(health.values()) else 1)


@app.command()
def logs(
    name: Annotated[str | None, typer.Argument(help="A part's name; all when left out.")] = None,
    *,
    lines: Annotated[int, typer.Option("--lines", "-n", help="How many old lines.")] = 100,
    follow_on: Annotated[bool, typer.Option("--follow", "-f", help="Go on with new ones.")] = False,
) -> None:
    """Show the logs of one part, or of all."""
    follow(Places.from_environment(os.environ), name, lines=lines, forever=follow_on)


@app.command("describe")
def write_description(file: Path) -> None:
    """Write the API's description into a file, for the web app's types."""
    file.write_text(asyncio.run(describe()), encoding="utf-8")


@app.command("kafka-resources")
def write_kafka_resources() -> None:
    """Write what deploy/k8s says of topics and users anew from proto/topics.yaml."""
    for file, text in kafka_resources().items():
        file.write_text(text, encoding="utf-8")


@app.command("cluster-secrets")
def print_cluster_secrets(namespace: str = "image-cloak-dev") -> None:
    """Print Secrets for a cluster to try things out: pipe them into `kubectl apply -f -`."""
    places = Places.from_environment(os.environ)
    places.make()
    vault = Vault(places.state / f"{namespace}.json")
    typer.echo(secret_manifests(cluster_secrets(vault), namespace))


@app.command(context_settings={"ignore_unknown_options": True})
def service(name: str, arguments: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """Run a command with its environment: `service auth create-admin ada`, `service backup ...`."""
    places, ports = Places.from_environment(os.environ), Ports.from_environment(os.environ)
    become_service(places, ports, name, arguments or [])


def main() -> int:
    """Run one command; what can go wrong is said in a line, without a traceback."""
    try:
        app()
    except EXPECTED as error:
        _complain(error)
        return 1
    return 0


def _complain(error: Exception) -> None:
    Console(stderr=True, highlight=False, markup=False).print(str(error), style="red")


if __name__ == "__main__":
    raise SystemExit(main())
