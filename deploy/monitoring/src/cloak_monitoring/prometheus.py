"""What a running Prometheus knows: values of expressions over time, and which metrics there are."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import httpx

TIMEOUT_S: Final = 30.0
# Series that Prometheus makes itself, the second pair only while an alert is pending or fires.
BUILT_IN: Final = frozenset({"up", "scrape_samples_scraped", "ALERTS", "ALERTS_FOR_STATE"})
_PARTS: Final = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("", "_sum", "_count")}


class QueryFailed(RuntimeError):
    """Prometheus could not answer; the message is its own."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One series: its labels, and its values by their times in seconds since 1970, no NaN."""

    labels: Mapping[str, str]
    points: tuple[tuple[float, float], ...]


class Prometheus:
    """A client of the HTTP API; use it as a context. Methods raise QueryFailed, httpx.HTTPError."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=TIMEOUT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def over(self, expr: str, begin: float, end: float, step_s: float) -> list[Curve]:
        """Evaluate an expression at steps of a span of time."""
        asked = {"query": expr, "start": begin, "end": end, "step": step_s}
        found = self._get("/api/v1/query_range", **asked)["result"]
        return [curve for series in found if (curve := _curve(series)).points]

    def exported(self) -> frozenset[str]:
        """Name every series that there is or may be: of a family without one so far, too.

        A counter with labels has no series before its first increase, but its family is told.
        """
        names = set(self._get("/api/v1/label/__name__/values")) | BUILT_IN
        for family, kinds in self._get("/api/v1/metadata").items():
            for kind in kinds:
                names |= {family + part for part in _PARTS.get(kind["type"], ("", "_total"))}
        return frozenset(names)

    def _get(self, path: str, **asked: Any) -> Any:
        answer = self._http.get(path, params=asked)
        if answer.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY):
            raise QueryFailed(f"{answer.json()['error']}: {asked.get('query', path)}")
        return answer.raise_for_status().json()["data"]


def _curve(series: Mapping[str, Any]) -> Curve:
    points = ((float(at), float(value)) for at, value in series["values"])
    return Curve(series["metric"], tuple(point for point in points if math.isfinite(point[1])))
