"""Grafana's units as ticks of an axis."""

from collections.abc import Mapping

from grafana_foundation_sdk.models import units
from matplotlib.ticker import FuncFormatter

_THOUSAND = 1000.0
_SUFFIX = "suffix:"
_TITLES: Mapping[str, str] = {
    units.Seconds: "seconds",
    units.RequestsPerSecond: "requests/s",
    units.Decibel: "dB",
    units.PercentUnit: "%",
    units.BytesSI: "bytes",
    units.BytesPerSecondSI: "bytes/s",
}


def axis_unit(unit: str) -> str:
    """Return what to write beside the axis."""
    if unit.startswith(_SUFFIX):
        return unit.removeprefix(_SUFFIX).strip()
    return _TITLES.get(unit, "")


def formatter(unit: str, top: float) -> FuncFormatter:
    """Return how to write a value of this unit at the ticks of an axis that ends at `top`."""
    if unit == units.PercentUnit:
        return FuncFormatter(lambda value, _: f"{100 * value:.4g}")
    if unit in (units.BytesSI, units.BytesPerSecondSI):
        return FuncFormatter(lambda value, _: _bytes(value))
    if unit == units.Seconds and top < 1:
        return FuncFormatter(lambda value, _: f"{1000 * value:.4g} ms" if value else "0")
    return FuncFormatter(lambda value, _: f"{value:,.4g}")


def _bytes(value: float) -> str:
    for name in ("", "k", "M"):
        if abs(value) < _THOUSAND:
            return f"{value:.4g} {name}".strip()
        value /= _THOUSAND
    return f"{value:.4g} G"
