"""The closed vocabulary of every label that a metric of ours may have."""

import re
from http import HTTPMethod
from pathlib import Path

from cloak_gateway.endings import ENDINGS
from cloak_kit.contracts.topics import TOPICS
from cloak_kit.mongo_commands import COMMANDS, OTHER

ROOT = Path(__file__).resolve().parents[2]

# A word of the code: letters, and at most one digit at its end, which no id fits.
WORD = r"[a-z]+(_[a-z]+)*_?[0-9]?"
SERVICES = "auth|gateway|messaging|stego-worker|storage"


def _one_of(*words: str) -> str:
    return "|".join(map(re.escape, words))


_TOPICS = [topic.name for topic in TOPICS]
_DEAD = [topic.dead_letters for topic in TOPICS if topic.has_dead_letters]
_MODELS = sorted(path.name for path in (ROOT / "model_repository").iterdir() if path.is_dir())

VOCABULARY = {
    "check": WORD,
    "command": _one_of(*COMMANDS, OTHER),
    "commit": "unknown|[0-9a-f]{7,40}",
    "content": WORD,
    "effect": WORD,
    "ending": _one_of(*ENDINGS),
    "group": f"cloak\\.({SERVICES})",
    "kind": WORD,
    "le": r"\+Inf|[0-9.e+-]+",
    "method": _one_of(*HTTPMethod, "other"),
    "mode": "any|auto|robust|image|covert",
    "model": _one_of(*_MODELS, "unknown"),
    "of": WORD,
    "outcome": WORD,
    "reason": rf"{WORD}|crashed: [A-Za-z]+",
    # Templates: a path of words and {parameters}.
    "route": r"unmatched|/|(/\.?([a-z-]+(\.[a-z]+)?|\{[a-z_]+(:path)?\}))+",
    "stage": "queue|fetch|decode|predict|model|encode|verify|store",
    "status": rf"[1-5][0-9][0-9]|{WORD}",
    "topic": _one_of(*_TOPICS, *_DEAD),
    "upstream": SERVICES,
    "version": r"unknown|[0-9]+(\.[0-9]+)*([a-z0-9.+-]*)",
    "what": WORD,
}


def is_known(label: str, value: str) -> bool:
    """Tell whether the label may have this value."""
    return label in VOCABULARY and re.fullmatch(VOCABULARY[label], value) is not None
