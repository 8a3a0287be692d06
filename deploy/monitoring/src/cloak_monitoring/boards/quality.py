"""Product quality: how close pictures stay to their covers, and what users are refused or told."""

from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from cloak_monitoring.frame import Panels, framed
from cloak_monitoring.panels import BAD, GOOD, MINUTE, WARNING, Limit, Style, heat, lines
from cloak_monitoring.queries import (
    Query,
    Series,
    mean,
    or_none,
    per_minute,
    quantile,
    total,
)

PSNR = Series("cloak_stego_worker_stego_psnr_db")
EMBEDS = Series("cloak_stego_worker_jobs_total", 'kind="embed", outcome="succeeded"')
DECIBELS = (Limit(30, WARNING), Limit(36, GOOD))


def board() -> Dashboard:
    """Build the dashboard."""
    return framed(
        "image-cloak-quality",
        "Image Cloak / Product quality",
        "What users get: pictures like their covers, and messages that can be read again.",
        ("Pictures", _pictures()),
        ("Promises", _promises()),
        ("Use", _use()),
    )


_FAILED = "cloak_stego_worker_verification_failures_total"


def _pictures() -> Panels:
    return [
        lines(
            "Likeness to the cover",
            "Mean PSNR of finished pictures, by mode. Robust and image pay for what they "
            "survive; below 30 dB it shows.",
            Query(mean(PSNR, "mode"), "{{mode}}"),
            style=Style(
                unit=units.Decibel,
                bottom=None,
                first_colour=BAD,
                limits=DECIBELS,
                runbook="QualityFallen",
            ),
        ),
        lines(
            "The worst of ten",
            "One picture in ten is less like its cover than this, by mode.",
            Query(quantile(0.1, PSNR, "mode"), "{{mode}}"),
            style=Style(
                unit=units.Decibel,
                bottom=None,
                first_colour=BAD,
                limits=DECIBELS,
                runbook="QualityFallen",
            ),
        ),
        heat(
            "Pictures by their PSNR",
            "All modes: each has a band of its own.",
            Query(f"sum by (le) (increase({PSNR.selector('_bucket')}[1m]))", "{{le}}"),
            style=Style(unit=units.Decibel, bottom=None),
        ),
    ]


def _promises() -> Panels:
    return [
        lines(
            "Pictures not delivered",
            "Embeddings given up because no finished file could be read again: better none "
            "than a picture whose message is lost.",
            Query(
                or_none(
                    per_minute(Series("cloak_stego_worker_verification_failures_total"), "mode"),
                    "mode",
                ),
                "{{mode}}",
            ),
            style=Style(unit=MINUTE, colours={"none": GOOD}, runbook="VerificationFailures"),
        ),
        lines(
            "Share not delivered",
            "Of all embeddings that came as far as being read again, in an hour.",
            Query(
                f"(sum(increase({_FAILED}[1h])) or vector(0)) / "
                f"((sum(increase({EMBEDS.selector()}[1h])) or vector(0)) + "
                f"(sum(increase({_FAILED}[1h])) or vector(0)) > 0 or vector(1))",
                "not delivered",
            ),
            style=Style(
                unit=units.PercentUnit,
                limits=(Limit(0.01, BAD),),
                runbook="VerificationFailures",
            ),
        ),
        lines(
            "Refused",
            "Submissions and uploads refused, by reason: what people try and cannot.",
            Query(
                or_none(per_minute(Series("cloak_gateway_refusals_total"), "reason"), "reason"),
                "{{reason}}",
            ),
            style=Style(unit=MINUTE),
        ),
    ]


def _use() -> Panels:
    return [
        lines(
            "Modes",
            "Embeds asked for, by mode, in a minute.",
            Query(
                per_minute(Series("cloak_gateway_jobs_accepted_total", 'kind="embed"'), "mode"),
                "{{mode}}",
            ),
            style=Style(unit=MINUTE, stacked=True),
        ),
        lines(
            "Sealing",
            "Seconds to seal or unseal a payload at the edge, 95 %: what the key derivation "
            "costs, and the wait for a thread.",
            Query(quantile(0.95, Series("cloak_gateway_seal_seconds"), "what"), "{{what}}"),
            style=Style(unit=units.Seconds, limits=(Limit(2, WARNING),)),
        ),
        lines(
            "People",
            "Accounts made, messages sent and notifications made, in a minute.",
            Query(per_minute(Series("cloak_auth_registrations_total")), "accounts"),
            Query(per_minute(Series("cloak_messaging_messages_total")), "messages"),
            Query(per_minute(Series("cloak_messaging_notifications_total")), "notifications"),
            style=Style(unit=MINUTE),
        ),
        lines(
            "Pictures taken in",
            "Bytes of pictures uploaded in a second.",
            Query(total("rate(cloak_gateway_upload_bytes_total[$__rate_interval])"), "uploads"),
            style=Style(unit=units.BytesPerSecondIEC),
        ),
    ]
