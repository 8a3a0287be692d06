"""Generate the committed Python code from the protos; with --check, say whether it is up to date.

Run through ``make proto``. Imports are rewritten to the package that owns the code, because
protoc's Python code imports by proto path.
"""

import sys
import tempfile
from importlib import resources
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
KIT = ROOT / "libs/cloak-kit/src/cloak_kit/contracts"
WORKER = ROOT / "services/stego-worker/src/cloak_stego_worker/serving/contracts"
MODEL_SERVER = ROOT / "deploy/model-server/src/cloak_model_server/contracts"
# source folder below proto/ -> (where the code goes, import prefix it gets there)
TARGETS = {
    "cloak/v1": (KIT, "cloak_kit.contracts."),
    "serving": (WORKER, "cloak_stego_worker.serving.contracts."),
    "model_server": (MODEL_SERVER, "cloak_model_server.contracts."),
}


def generated(folder: str, prefix: str) -> dict[str, str]:
    """Return path below the target -> source for every proto in one folder."""
    protos = sorted((ROOT / "proto" / folder).glob("*.proto"))
    well_known = resources.files("grpc_tools") / "_proto"
    with tempfile.TemporaryDirectory() as out:
        arguments = ["protoc", f"-I{ROOT / 'proto'}", f"-I{well_known}"]
        arguments += [f"--python_out={out}", f"--pyi_out={out}", *map(str, protos)]
        if protoc.main(arguments):
            raise SystemExit(f"protoc failed for {folder}")
        package = folder.replace("/", ".")
        return {
            str(path.relative_to(out)): path.read_text().replace(
                f"from {package} import", f"from {prefix}{package} import"
            )
            for path in sorted(Path(out).rglob("*.py*"))
        }


def main() -> int:
    """Write the code, or with --check compare it and name what is stale."""
    check = "--check" in sys.argv[1:]
    stale = []
    for folder, (target, prefix) in TARGETS.items():
        if not (ROOT / "proto" / folder).is_dir():
            raise SystemExit(f"proto/{folder} is missing")
        for name, source in generated(folder, prefix).items():
            path = target / name
            if path.is_file() and path.read_text() == source:
                continue
            stale.append(path.relative_to(ROOT))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(source)
    for path in stale:
        sys.stdout.write(f"{'stale' if check else 'written'}: {path}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
