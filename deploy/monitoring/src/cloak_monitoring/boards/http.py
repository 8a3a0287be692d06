"""HTTP: rate, errors and duration of every service, by route template."""

from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from cloak_monitoring.frame import Panels, chosen_of, framed
from cloak_monitoring.panels import BAD, MINUTE, QUIET, WARNING, Limit, Style, lines
from cloak_monitoring.processes import used
from cloak_monitoring.queries import (
    EachService,
    Query,
    Series,
    or_none,
    or_zero,
    per_minute,
    quantile,
    rate,
    total,
)

CHOSEN = 'job=~"$service"'
# What probes and Prometheus ask for would drown what people do.
PEOPLES = f'{CHOSEN}, route!~"/healthz|/readyz|/metrics"'
REQUESTS = EachService("http_requests_total", PEOPLES)
ERRORS = EachService("http_requests_total", f'{PEOPLES}, status=~"5.."')
SECONDS = EachService("http_request_seconds", PEOPLES)
SLOW = (Limit(1, WARNING), Limit(5, BAD))


def board() -> Dashboard:
    """Build the dashboard."""
    return framed(
        "image-cloak-http",
        "Image Cloak / HTTP",
        "Rate, errors and duration of the services' HTTP interfaces, probes left out.",
        ("Services", _services()),
        ("Routes", _routes()),
        ("At the door", _door()),
        ("Processes", _processes()),
        variables=[
            chosen_of(
                "service", "Service", f"label_values({EachService('build_info').selector()}, job)"
            )
        ],
    )


_ROUTE = "{{job}} {{method}} {{route}}"


def _services() -> Panels:
    return [
        lines(
            "Requests",
            "Requests answered in a second, by service.",
            Query(rate(REQUESTS, "job"), "{{job}}"),
            style=Style(unit=units.RequestsPerSecond),
        ),
        lines(
            "Share of errors",
            "Requests answered with a status of 500 or above, by service.",
            Query(
                or_none(f"{rate(ERRORS, 'job')} / {rate(REQUESTS, 'job')}", "job"),
                "{{job}}",
            ),
            style=Style(
                unit=units.PercentUnit,
                limits=(Limit(0.01, BAD),),
                runbook="HttpErrors",
                colours={"none": QUIET},
            ),
        ),
        lines(
            "Duration",
            "Seconds that 95 % of the answers stay under, by service; event streams left out.",
            Query(quantile(0.95, SECONDS, "job"), "{{job}}"),
            style=Style(unit=units.Seconds, limits=SLOW),
        ),
    ]


def _routes() -> Panels:
    return [
        lines(
            "Busiest routes",
            "The ten route templates with most requests.",
            Query(f"topk(10, {rate(REQUESTS, 'job, method, route')})", _ROUTE),
            style=Style(unit=units.RequestsPerSecond, width=12, height=10),
        ),
        lines(
            "Slowest routes",
            "The ten route templates whose 95 % take longest.",
            Query(f"topk(10, {quantile(0.95, SECONDS, 'job, method, route')})", _ROUTE),
            style=Style(unit=units.Seconds, width=12, height=10, limits=SLOW),
        ),
        lines(
            "Statuses",
            "Answers by status. 429 is a rate kept, 503 a back end that is away.",
            Query(rate(REQUESTS, "status"), "{{status}}"),
            style=Style(
                unit=units.RequestsPerSecond,
                stacked=True,
                colours={"5..": BAD, "4..": WARNING, "2..": "green", "3..": "blue"},
            ),
        ),
        lines(
            "Being answered",
            "Requests begun and not ended, event streams among them.",
            Query(
                total(EachService("http_requests_in_flight", CHOSEN).selector(), "job"),
                "{{job}}",
            ),
            style=Style(stacked=True),
        ),
        lines(
            "Passed on and not answered",
            "Requests that the gateway passed on to a service that was away.",
            Query(
                or_none(
                    per_minute(Series("cloak_gateway_upstream_failures_total"), "upstream"),
                    "upstream",
                ),
                "{{upstream}}",
            ),
            style=Style(unit=MINUTE, runbook="TargetDown"),
        ),
    ]


def _door() -> Panels:
    return [
        lines(
            "Log-ins",
            "By outcome. Many refused ones at once are somebody guessing passwords.",
            Query(per_minute(Series("cloak_auth_logins_total"), "outcome"), "{{outcome}}"),
            style=Style(unit=MINUTE, colours={"ok": "green"}),
        ),
        lines(
            "Password hashes",
            "Seconds of one argon2id run, and requests that wait for their turn.",
            Query(quantile(0.95, Series("cloak_auth_password_hash_seconds")), "seconds, 95 %"),
            Query(total("cloak_auth_password_hashes_waiting"), "waiting"),
            style=Style(),
        ),
        lines(
            "Over a rate",
            "Requests turned away, and those let through unchecked while Redis was away.",
            Query(
                or_zero(per_minute(Series("cloak_gateway_rate_limited_total"))),
                "turned away",
            ),
            Query(
                or_zero(per_minute(Series("cloak_gateway_rate_limit_blind_total"))),
                "unchecked",
            ),
            style=Style(unit=MINUTE, colours={"unchecked": BAD}),
        ),
    ]


def _processes() -> Panels:
    return [
        lines(
            "Lag of the event loops",
            "How late the loop woke, the worst of 30 s: something blocks it.",
            Query(EachService("loop_lag_seconds", CHOSEN).selector(), "{{job}} {{instance}}"),
            style=Style(unit=units.Seconds, limits=SLOW, runbook="EventLoopBlocked"),
        ),
        *used(CHOSEN),
    ]
