"""How jobs end, as the objectives count them: well, refused for what the user can mend, or badly.

`succeeded`, `cancelled` and `refused` are good ends; `failed` is the service's to answer for.
"""

from typing import Final

SUCCEEDED, CANCELLED, REFUSED, FAILED = "succeeded", "cancelled", "refused", "failed"
ENDINGS: Final = (SUCCEEDED, CANCELLED, REFUSED, FAILED)

# With another picture, payload or wish the same job would succeed. Whatever is not named here
# counts against the service, codes that nobody has thought of included.
USERS_TO_MEND: Final = frozenset(
    {
        "animated_image",
        "cover_unsuitable",
        "image_refused",
        "image_too_large",
        "image_too_small",
        "image_truncated",
        "input_missing",
        "input_too_large",
        "invalid_channel",
        "invalid_passphrase",
        "invalid_rate",
        "invalid_recipient",
        "invalid_sealed",
        "not_an_image",
        "payload_refused",
        "payload_too_large",
        "unsupported_image",
        "unsupported_payload",
    }
)


def ending_of(status: str, code: str | None) -> str:
    """Say how a job with this final status, and its error's code if it has one, has ended."""
    if status != FAILED:
        return status
    return REFUSED if code in USERS_TO_MEND else FAILED
