"""`python -m cloak_kit.probe URL`: a health check for images that have neither a shell nor curl."""

import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

TIMEOUT_S = 4.0


def answers(url: str) -> bool:
    """Whether a GET of this http address is answered with 200, within `TIMEOUT_S`."""
    parts = urlsplit(url)
    # No more than this: it runs every few seconds, and an HTTP client's import costs half of one.
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", parts.path or "/")
        with connection.getresponse() as response:
            return response.status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """0 when the address given on the command line answers, 1 when not."""
    (url,) = sys.argv[1:]
    return 0 if answers(url) else 1


if __name__ == "__main__":
    sys.exit(main())
