"""Every metric of the auth service beyond the HTTP ones."""

from prometheus_client import Counter, Gauge, Histogram

REGISTRATIONS = Counter("cloak_auth_registrations_total", "Accounts made.")
LOGINS = Counter(
    "cloak_auth_logins_total",
    "Log-ins by outcome: ok, invalid_credentials, account_disabled, too_many_attempts.",
    ["outcome"],
)
REFRESHES = Counter(
    "cloak_auth_refreshes_total",
    "Refreshes by outcome: ok, concurrent, invalid_refresh_token, refresh_token_reused.",
    ["outcome"],
)
HASH_SECONDS = Histogram(
    "cloak_auth_password_hash_seconds",
    "Seconds of one argon2id run.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6),
)
HASHES_WAITING = Gauge("cloak_auth_password_hashes_waiting", "Requests waiting for a hash's turn.")
EVENTS_PUBLISHED = Counter(
    "cloak_auth_events_published_total", "Events that went from the outbox to Kafka."
)
EVENTS_DELAYED = Counter(
    "cloak_auth_outbox_failures_total", "Sweeps of the outbox that a back end cut short."
)
SIGNING_KEY_CREATED = Gauge(
    "cloak_auth_signing_key_created_timestamp_seconds",
    "When the key that signs access tokens was made; NaN where its setting does not say.",
)
