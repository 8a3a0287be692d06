"""Who stands at the other end of a connection, as far as a request shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from, and the device it seems to come from ("Firefox on Linux")."""

    address: str
    device: str
