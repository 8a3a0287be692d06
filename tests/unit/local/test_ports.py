"""Ports: defaults, overrides, and a clear word when one is wrong or taken."""

import socket

import pytest
from cloak_local.ports import (
    DEFAULTS,
    InvalidPort,
    Ports,
    PortTaken,
    free_port,
    is_free,
    require_free,
    variable,
)


def test_the_environment_moves_a_part_and_leaves_the_others() -> None:
    ports = Ports.from_environment({"CLOAK_PORT_KAFKA": "29092", "CLOAK_PORT_STEGO_WORKER": "9000"})
    assert ports["kafka"] == 29092
    assert ports["gateway"] == DEFAULTS["gateway"]
    assert [ports.worker(number) for number in (1, 2)] == [9000, 9001]


@pytest.mark.parametrize("text", ["0", "65536", "eighty", "", "-1"])
def test_a_port_that_is_none_is_refused_by_its_variable(text: str) -> None:
    with pytest.raises(InvalidPort, match="CLOAK_PORT_REDIS"):
        Ports.from_environment({"CLOAK_PORT_REDIS": text})


def test_free_ports_differ_and_are_free() -> None:
    ports = Ports.free()
    chosen = [ports[name] for name in DEFAULTS] + [ports.worker(1), ports.worker(2)]
    assert len(set(chosen)) == len(chosen)
    assert all(is_free(port) for port in chosen)


def test_the_same_worker_keeps_its_free_port() -> None:
    ports = Ports.free()
    assert ports.worker(3) == ports.worker(3)


def test_a_port_of_a_worker_is_moved_by_the_variable_of_all_workers() -> None:
    assert variable("stego-worker-2") == "CLOAK_PORT_STEGO_WORKER"


def test_a_taken_port_is_told_with_its_holder() -> None:
    port = free_port(avoid=set())
    require_free("redis", port)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken) as caught:
        require_free("redis", port)
    assert caught.value.holder is not None
    assert caught.value.holder.startswith("py")
