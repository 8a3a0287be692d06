"""`python -m cloak_backup`: copy what the services keep in MongoDB and GridFS, and bring it back.

`new-key` makes a secret age key, `make` a back-up beside a working system, `verify` looks whether
one is whole, `restore` fills empty databases while no service runs. docs/runbooks/restore.md has
the whole procedure.
"""

import argparse
import signal
from datetime import UTC, datetime
from pathlib import Path

from cloak_kit.settings import read_settings
from pymongo.errors import PyMongoError
from pyrage.x25519 import Identity

from cloak_backup.errors import BackupError, Ended
from cloak_backup.folders import remove_abandoned, remove_older
from cloak_backup.making import make
from cloak_backup.restoring import restore
from cloak_backup.settings import BackupSettings, read_identity, read_recipients
from cloak_backup.store import Store
from cloak_backup.told import tell
from cloak_backup.verifying import verify


def main() -> None:
    """Do one thing; what can go wrong is said in a line, with status 1."""
    arguments = _parsed()
    # As process 1 of a container it would else not hear it, and be killed in the middle.
    signal.signal(signal.SIGTERM, _end)
    try:
        if arguments.command == "new-key":
            _new_key()
        elif arguments.command == "make":
            _make(arguments.folder, arguments.textfile, arguments.keep)
        elif arguments.command == "verify":
            _verify(arguments.folder, arguments.identity)
        else:
            _restore(arguments.folder, arguments.identity)
    except BackupError as error:
        raise SystemExit(f"{arguments.command}: {error}") from None
    except PyMongoError as error:
        raise SystemExit(f"{arguments.command}: the database: {type(error).__name__}") from None
    except OSError as error:
        raise SystemExit(f"{arguments.command}: {error}") from None


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m cloak_backup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new-key", help="make a secret age key and its public half")
    making = commands.add_parser("make", help="write a back-up into a new folder below FOLDER")
    making.add_argument("folder", type=Path)
    making.add_argument("--textfile", type=Path, help="tell node exporter of the success here")
    making.add_argument(
        "--keep",
        type=_positive,
        metavar="N",
        help="remove the oldest back-ups in FOLDER afterwards, until N are left; "
        "and before, what runs left that were killed a day ago or more",
    )
    verifying = commands.add_parser("verify", help="look whether a back-up is whole")
    verifying.add_argument("folder", type=Path)
    verifying.add_argument("--identity", type=Path, help="open it too, with this secret key")
    restoring = commands.add_parser("restore", help="fill empty databases from a back-up")
    restoring.add_argument("folder", type=Path)
    restoring.add_argument("--identity", type=Path, required=True, help="the file of a secret key")
    return parser.parse_args()


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def _end(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # what was begun is being removed
    raise Ended("it was told to end")


def _new_key() -> None:
    identity = Identity.generate()
    print(f"# public key: {identity.to_public()}\n{identity}")


def _make(folder: Path, textfile: Path | None, keep: int | None) -> None:
    settings = read_settings(BackupSettings)
    recipients = read_recipients(settings.recipients)
    if keep is not None:
        remove_abandoned(folder, datetime.now(UTC))
    with Store.connect(settings) as store:
        made, manifest = make(store, folder, recipients)
    if textfile is not None:
        tell(textfile, manifest)
    seconds = (manifest.ended_at - manifest.begun_at).total_seconds()
    print(f"{made}: {manifest.size_bytes} bytes in {seconds:.0f} s, verified")
    if manifest.vanished:
        print(f"{len(manifest.vanished)} files were removed meanwhile and are not in it")
    if keep is not None:
        for path in remove_older(folder, made, keep):
            print(f"{path}: removed, {keep} are kept")


def _verify(folder: Path, identity: Path | None) -> None:
    manifest = verify(folder, read_identity(identity) if identity else None)
    documents = sum(entry.documents for entry in manifest.entries)
    looked = f"opened, {documents} documents" if identity else "its bytes are those written"
    print(f"{folder}: whole, of {manifest.begun_at:%Y-%m-%d %H:%M:%S} UTC; {looked}")
    print(f"needs the storage master keys {', '.join(manifest.master_keys) or '(none)'}")


def _restore(folder: Path, identity: Path) -> None:
    secret = read_identity(identity)
    with Store.connect(read_settings(BackupSettings)) as store:
        restored = restore(store, folder, secret)
    for name, documents in restored.items():
        print(f"{documents:>9} {name}")


if __name__ == "__main__":
    main()
