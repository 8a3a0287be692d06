"""Routes that go by a cookie answer to this origin's own pages alone (Fetch Metadata, RFC 6454).

The cookie is SameSite=Strict already; this also holds for a neighbouring host of the same site, and
for signing in, which needs no cookie: a page elsewhere must not sign people in to its own account.
"""

from fastapi import Request

from cloak_auth.errors import CrossSite

_OWN = frozenset({"same-origin", "none"})  # none: the person's own doing, such as a bookmark


async def same_site(request: Request) -> None:
    """FastAPI dependency: raises CrossSite for what another origin's page made the browser ask.

    What says neither is no browser of the last years, and has no cookie that others could use.
    """
    asked_from = request.headers.get("sec-fetch-site")
    if asked_from is not None:
        if asked_from not in _OWN:
            raise CrossSite
        return
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != _host(request):
        raise CrossSite


def _host(request: Request) -> str:
    # The gateway says where it was reached. No page can set this header for another origin.
    headers = request.headers
    return headers.get("x-forwarded-host") or headers.get("host", "")
