"""What processes use of the machine that they run on."""

from grafana_foundation_sdk.models import units

from cloak_monitoring.frame import Panels
from cloak_monitoring.panels import Style, lines
from cloak_monitoring.queries import RATE, Query

_WHO = "{{job}} {{instance}}"


def used(chosen: str) -> Panels:
    """Processor and memory of the processes that a selector's labels choose."""
    return [
        lines(
            "Processor",
            "Cores in use.",
            Query(f"rate(process_cpu_seconds_total{{{chosen}}}[{RATE}])", _WHO),
            style=Style(unit="suffix: cores"),
        ),
        lines(
            "Memory",
            "Resident memory.",
            Query(f"process_resident_memory_bytes{{{chosen}}}", _WHO),
            style=Style(unit=units.BytesSI),
        ),
    ]
