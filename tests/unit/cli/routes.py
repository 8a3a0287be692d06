"""Answers of a server on which one job runs its course."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from tests.unit.client.server import NOW, Server, always, job, stream

UPLOAD = {
    "id": "u-1",
    "media_type": "image/png",
    "width": 64,
    "height": 64,
    "size_bytes": 9,
    "sha256": "0" * 64,
    "created_at": NOW,
    "advice": [{"code": "flat", "message": "the cover is flat"}],
}


def job_ends(server: Server, **fields: Any) -> None:
    """Let every job run and end like this."""
    server.answers["POST /api/upload"] = always(UPLOAD, 201)
    for route in ("POST /api/embed", "POST /api/extract"):
        server.answers[route] = always(job("queued"), 202)
    running = job("running", progress={"stage": "predict", "fraction": 0.5})
    server.answers["GET /api/jobs/j-1/events"] = lambda *_: stream(
        ("1", "job", running), ("2", "job", job(**{"status": "succeeded", **fields}))
    )


def opens_as(server: Server, kind: str, content: bytes, name: str) -> None:
    """Let the extracted payload be this file."""
    headers = {"Cloak-Payload-Kind": kind, "Content-Disposition": f'attachment; filename="{name}"'}
    server.answers["POST /api/jobs/j-1/open"] = lambda *_: Response(
        content, media_type="application/pdf", headers=headers
    )
