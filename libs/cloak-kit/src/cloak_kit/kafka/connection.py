"""Client options that producers and consumers share."""

import ssl
from typing import Any

from cloak_kit.settings import KafkaSettings


def client_options(settings: KafkaSettings) -> dict[str, Any]:
    """Return aiokafka's connection arguments: SCRAM when a user is named, TLS when asked."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap,
        "request_timeout_ms": int(settings.request_timeout_s * 1000),
    }
    if settings.username:
        options |= {
            "security_protocol": "SASL_SSL" if settings.tls else "SASL_PLAINTEXT",
            "sasl_mechanism": settings.mechanism,
            "sasl_plain_username": settings.username,
            "sasl_plain_password": settings.password.get_secret_value(),
        }
    elif settings.tls:
        options["security_protocol"] = "SSL"
    if settings.tls:
        options["ssl_context"] = ssl.create_default_context()
    return options
