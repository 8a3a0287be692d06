"""Hold proto/ and topics.yaml to the committed baseline: what was published is only added to.

`check` fails when something breaks or the baseline is old, `update` writes the baseline anew unless
something breaks, `accept` writes it whatever breaks. Run through ``make proto-check``,
``make proto`` and ``make proto-accept``. The rules for messages are buf's, chosen in buf.yaml.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

PROTO = Path(__file__).resolve().parent
BUF = Path(sys.executable).parent / "buf"
MESSAGES, TOPICS = "messages.json", "topics.yaml"
Topics = Mapping[str, Mapping[str, object]]


def main(folder: Path, command: str) -> int:
    """Do one command on a folder that is laid out as proto/ is; return the exit status."""
    if command == "accept":
        write(folder)
        return 0
    if broken := [*broken_messages(folder), *broken_topics(folder)]:
        sys.stdout.write("\n".join([*broken, "see proto/README.md, rules 5 and 6", ""]))
        return 1
    if command == "update":
        write(folder)
    elif not is_current(folder):
        sys.stdout.write("stale: proto/baseline; `make proto` adds what is new\n")
        return 1
    return 0


def broken_messages(folder: Path) -> list[str]:
    """Say what breaks readers or writers of the baseline's messages, a line each."""
    against = folder / "baseline" / MESSAGES
    return buf(folder, "breaking", "--against", str(against)).splitlines()


def broken_topics(folder: Path) -> list[str]:
    """Say which topics are gone, carry another message or spread their keys anew."""
    before, now = baseline_topics(folder), published_topics(folder)
    return [
        f"topics.yaml: {name}: {key} was {value}, is {now.get(name, {}).get(key, 'gone')}"
        for name, kept in before.items()
        for key, value in kept.items()
        if now.get(name, {}).get(key) != value
    ]


def is_current(folder: Path) -> bool:
    """Tell whether the baseline holds everything that proto/ does."""
    kept = (folder / "baseline" / MESSAGES).read_text()
    return kept == built(folder) and baseline_topics(folder) == published_topics(folder)


def write(folder: Path) -> None:
    """Make what is there now the baseline."""
    baseline = folder / "baseline"
    (baseline / MESSAGES).write_text(built(folder))
    (baseline / TOPICS).write_text(yaml.safe_dump(published_topics(folder)))


def built(folder: Path) -> str:
    """Return the descriptors of our messages as JSON that a person can compare."""
    form = ("--as-file-descriptor-set", "--exclude-source-info", "-o", "-#format=json")
    return json.dumps(json.loads(buf(folder, "build", *form)), indent=1) + "\n"


def baseline_topics(folder: Path) -> Topics:
    """Read what of the topics was promised."""
    kept: Topics = yaml.safe_load((folder / "baseline" / TOPICS).read_text())
    return kept


def published_topics(folder: Path) -> Topics:
    """Return what of topics.yaml others rely on: retention, readers and writers may change."""
    entries: Topics = yaml.safe_load((folder / TOPICS).read_text())
    promised = ("message", "partitions", "dead_letter")
    return {name: {key: entry[key] for key in promised} for name, entry in entries.items()}


def buf(folder: Path, *arguments: str) -> str:
    """Run buf in the folder and return what it found; raises SystemExit when it cannot run."""
    cache = PROTO.parent / "build" / "cache" / "buf"
    done = subprocess.run(  # noqa: S603 - the tool that the lock file pins
        [BUF, *arguments],
        cwd=folder,
        env=os.environ | {"BUF_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and done.stderr:
        raise SystemExit(f"buf {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


if __name__ == "__main__":
    if sys.argv[1:] not in (["check"], ["update"], ["accept"]):
        raise SystemExit(f"{sys.argv[0]} check | update | accept")
    raise SystemExit(main(PROTO, sys.argv[1]))
