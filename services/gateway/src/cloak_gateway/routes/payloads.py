"""What was hidden, as an HTTP answer that no browser takes for a page of ours."""

import cloak_codec as codec
from cloak_gateway.filenames import cleaned, disposition
from cloak_gateway.resources import OpenedText
from starlette.responses import JSONResponse, Response


def payload_answer(payload: codec.Payload) -> Response:
    """A text as JSON; a file or picture as its bytes, to be saved."""
    headers = {"Cache-Control": "no-store"}
    match payload:
        case codec.Text(text):
            return JSONResponse(OpenedText(text=text).model_dump(), headers=headers)
        case codec.Picture():
            kind = "picture"
        case codec.File():
            kind = "file"
    headers |= {
        "Cloak-Payload-Kind": kind,
        "Content-Disposition": disposition("attachment", cleaned(payload.name, fallback=kind)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": _safe_media_type(payload.media_type),
    }
    return Response(payload.content, headers=headers)


def _safe_media_type(said: str) -> str:
    """The sender's word, if it can stand in a header."""
    is_plain = said.isascii() and said.isprintable() and "/" in said and len(said) <= 128
    return said if is_plain else "application/octet-stream"
