"""Grafana's units as ticks of an axis."""

from collections.abc import Mapping

from grafana_foundation_sdk.models import units
from matplotlib.ticker import FuncFormatter

_KIB = 1024.0
_SUFFIX = "suffix:"
_TITLES: Mapping[str, str] = {
    units.Seconds: "seconds",
    units.RequestsPerSecond: "requests/s",
    units.Decibel: "dB",
    units.PercentUnit: "%",
    units.BytesIEC: "bytes",
    units.BytesPerSecondIEC: "bytes/s",
}


def axis_unit(unit: str) -> str:
    """Return what to write beside the axis."""
    if unit.startswith(_SUFFIX):
        return unit.removeprefix(_SUFFIX).strip()
    return _TITLES.get(unit, "")


def formatter(unit: str) -> FuncFormatter:
    """Return how to write a value of this unit at a tick."""
    if unit == units.PercentUnit:
        return FuncFormatter(lambda value, _: f"{100 * value:.4g}")
    if unit in (units.BytesIEC, units.BytesPerSecondIEC):
        return FuncFormatter(lambda value, _: _bytes(value))
    if unit == units.Seconds:
        return FuncFormatter(lambda value, _: _seconds(value))
    return FuncFormatter(lambda value, _: f"{value:,.4g}")


def _seconds(value: float) -> str:
    return f"{1000 * value:.4g} ms" if 0 < abs(value) < 1 else f"{value:.4g}"


def _bytes(value: float) -> str:
    for name in ("", "Ki", "Mi", "Gi"):
        if abs(value) < _KIB or name == "Gi":
            break
        value /= _KIB
    return f"{value:.4g} {name}".strip()
