"""The web app's files as a browser should get them: the app for its paths, files for theirs.

A build names what lies under `assets/` by its content, so that may be kept for ever, and the page
that names those files may never be. Beside a file may lie `x.br` and `x.gz`, the same compressed.
"""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from cloak_kit.errors import NotFound
from fastapi import Request
from starlette.responses import FileResponse, Response

from cloak_gateway.downloads import matches
from cloak_gateway.headers import PAGE_POLICY

_INDEX, _ASSETS = "index.html", "assets"
_FOR_EVER, _ASK_FIRST, _NEVER = "public, max-age=31536000, immutable", "no-cache", "no-store"
_CODINGS = (("br", ".br"), ("gzip", ".gz"))
_OF_304 = frozenset({"etag", "cache-control", "vary", "content-security-policy"})
# Not the system's table: it differs from machine to machine, and scripts run by their type.
_MEDIA_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A file under its own name, where its bytes are, and how they may be kept and are coded."""

    name: str
    path: Path
    stat: os.stat_result
    caching: str
    coding: str | None
    varies: bool


class Site:
    """Looks at each request anew, so that a new build needs no new start."""

    def __init__(self, build: Path | None, plain: Path) -> None:
        """`plain` is served as long as there is no index.html in `build`."""
        self._build, self._plain = build, plain

    async def answer(self, request: Request) -> Response:
        """Return the file that was asked for, or the app for a path of its own.

        Raises NotFound.
        """
        accepted = _accepted(request.headers.get("accept-encoding", ""))
        is_page = "text/html" in request.headers.get("accept", "")
        find = self._find
        found = await asyncio.to_thread(find, request.scope["path"], accepted, is_page=is_page)
        headers = {
            "Cache-Control": found.caching,
            # A worker goes by the policy of its own script, not by that of the page.
            "Content-Security-Policy": PAGE_POLICY,
        }
        if found.varies:
            headers["Vary"] = "Accept-Encoding"
        if found.coding:
            headers["Content-Encoding"] = found.coding
        media_type = _MEDIA_TYPES.get(Path(found.name).suffix.lower(), "application/octet-stream")
        response = FileResponse(
            found.path, headers=headers, media_type=media_type, stat_result=found.stat
        )
        if matches(request.headers.get("if-none-match"), response.headers["etag"]):
            kept = {k: v for k, v in response.headers.items() if k in _OF_304}
            return Response(status_code=304, headers=kept)
        return response

    def _find(self, path: str, accepted: set[str], *, is_page: bool) -> Found:
        folder, is_built = self._plain, False
        if self._build is not None and (self._build / _INDEX).is_file():
            folder, is_built = self._build, True
        names = path.strip("/").split("/")
        if any(name.startswith(".") or "\0" in name or "\\" in name for name in names):
            raise NotFound
        is_asset = names[0] == _ASSETS
        found = _look_up(
            folder,
            "/".join(names) or _INDEX,
            accepted,
            caching=_FOR_EVER if is_asset and is_built else _ASK_FIRST,
        )
        if found is None and is_page and is_built and not is_asset:
            found = _look_up(folder, _INDEX, accepted, caching=_NEVER)
        if found is None:
            raise NotFound
        return found


def _accepted(header: str) -> set[str]:
    """The content codings that an Accept-Encoding allows (RFC 9110, 12.5.3), `*` left aside."""
    accepted = set()
    for offer in header.lower().split(","):
        coding, _, weight = offer.partition(";")
        is_refused = weight.strip().removeprefix("q=").strip() in ("0", "0.0", "0.00", "0.000")
        if not is_refused:
            accepted.add(coding.strip())
    return accepted


def _look_up(folder: Path, name: str, accepted: set[str], *, caching: str) -> Found | None:
    path = folder / name
    try:
        # Links are followed first: one that leads out of the folder leads nowhere.
        if not (path.is_file() and path.resolve().is_relative_to(folder.resolve())):
            return None
        coded = [(coding, path.with_name(path.name + suffix)) for coding, suffix in _CODINGS]
        there = [(coding, file) for coding, file in coded if file.is_file()]
        chosen = ((coding, file) for coding, file in there if coding in accepted)
        coding, file = next(chosen, (None, path))
        stat = file.stat()
    except OSError:  # a name that no file can have, or a build that is being replaced
        return None
    return Found(
        name=name,
        path=file,
        stat=stat,
        caching=_NEVER if name == _INDEX else caching,
        coding=coding,
        varies=bool(there),
    )
