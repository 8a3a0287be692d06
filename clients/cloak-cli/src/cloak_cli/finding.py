"""What an extraction found: the one answer of ``cloak extract`` and ``cloak local extract``."""

from __future__ import annotations

import mimetypes
import re
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from cloak_cli.exits import EXIT_BY_ANSWER, Exit
from cloak_cli.secret_input import STDIN
from cloak_cli.voice import Voice

TEXT_TYPE = "text/plain; charset=utf-8"
ANSWER_BY_REFUSAL = {
    "wrong_key": "wrong_key",
    "passphrase_required": "wrong_key",
    "recipient_key_required": "wrong_key",
    "damaged_payload": "damaged",
    "needs_newer_version": "needs_model",
}
WORDS = {
    "no_message": "there is no message in this picture",
    "wrong_key": "there is a message, but this passphrase does not open it",
    "damaged": "there was a message, but it is damaged beyond repair",
    "needs_model": "there is a message that needs a model which is not here",
}
WORDS_BY_REASON = {
    "passphrase_required": "there is a message that needs a passphrase",
    "recipient_key_required": "there is a message for people, which opens with the key of one of "
    "them: --password-file, or the browser",
    "no_passphrase": "there is no message in this picture, unless it is a covert one, "
    "which only its passphrase shows",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer with what is known of the payload; ``size`` counts bytes, of text in UTF-8.

    ``reason`` tells ``passphrase_required`` and ``recipient_key_required`` from a wrong key, and
    ``no_passphrase`` where a covert message could not be looked for; ``saved`` tells where the
    payload went.
    """

    answer: str
    kind: str | None = None
    text: str | None = field(default=None, repr=False)
    name: str | None = None
    media_type: str | None = None
    size: int | None = None
    corrected_share: float | None = None
    mode: str | None = None
    needs_model: str | None = None
    reason: str | None = None
    saved: str | None = None
    job: str | None = None


def report(voice: Voice, finding: Finding, content: bytes | None, out: Path | None) -> Exit:
    """Put the payload where it belongs, tell the finding, give the exit status."""
    saved = None
    if content is not None and out is not None:
        saved = _save(content, out, finding.name or _plain_name(finding))
    document: dict[str, Any] = {**asdict(finding), "saved": saved}
    voice.fact(document)
    if finding.answer != "payload":
        words = WORDS.get(finding.answer, finding.answer)
        words = WORDS_BY_REASON.get(finding.reason or "", words)
        voice.say(words, style="yellow")
    elif saved is not None:
        voice.say(f"{finding.kind}, {finding.size} bytes: {saved}", style="green")
    elif out != STDIN and finding.text is not None:
        voice.payload(finding.text)
    elif out != STDIN:
        described = f"{finding.name or 'unnamed'} ({finding.media_type}, {finding.size} bytes)"
        voice.say(f"a {finding.kind}: {described}; save it with -o")
    return EXIT_BY_ANSWER[finding.answer]


def without_passphrase(finding: Finding, passphrase: str | None) -> Finding:
    """The finding, qualified where nothing was found and no passphrase given."""
    if finding.answer != "no_message" or passphrase is not None:
        return finding
    return replace(finding, reason="no_passphrase")


def _save(content: bytes, out: Path, name: str) -> str | None:
    """Write the payload: into a folder under its own safe, unused name, else where it was told."""
    if out == STDIN:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return None
    if out.is_dir():
        return str(_written_anew(out, safe_name(name), content))
    out.write_bytes(content)
    return str(out)


def _written_anew(folder: Path, name: str, content: bytes) -> Path:
    stem, suffix = Path(name).stem, Path(name).suffix
    for number in range(1000):
        path = folder / (f"{stem}-{number}{suffix}" if number else name)
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{folder} has a thousand files named like {name}")


def safe_name(name: str) -> str:
    """A sender's file name made harmless: no folders, no leading dot, no control characters."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(char if char.isprintable() else "_" for char in last).lstrip(". ")
    return plain.encode()[:200].decode(errors="ignore") or "payload"


def _plain_name(finding: Finding) -> str:
    if finding.kind == "text":
        return "message.txt"
    ending = mimetypes.guess_extension((finding.media_type or "").partition(";")[0].strip())
    return f"{'picture' if finding.kind == 'picture' else 'payload'}{ending or ''}"
