"""Bring rivals onto this machine: each in a folder of its own under build/rivals."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cloak_bench.results import ROOT
from cloak_bench.rivals.tools import CommandRival, PythonRival, Rival, Unavailable

FOLDER: Final = ROOT / "build" / "rivals"
_PASSPHRASE: Final = "benchmark"  # noqa: S105  # opens nothing but the benchmark's own files
_OPENSTEGO: Final = "https://github.com/syvaidya/openstego"
_OLD_PYTHON: Final = "3.6"  # the last for which SteganoGAN's own requirements can be met


def start(name: str) -> Rival:
    """A rival, installed if need be. Raises Unavailable."""
    return RIVALS[name]()


def python_of(folder: str, *requirements: str, version: str | None = None) -> Path:
    """The interpreter of an environment with these packages, made by pip on the first call."""
    place = FOLDER / folder
    done = place / "installed"
    if not done.exists() or done.read_text() != " ".join(requirements):
        base = _interpreter(version) if version else sys.executable
        _must([base, "-m", "venv", "--clear", str(place)], "its environment was not made")
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "-q", *requirements]
        _must(pip, f"pip could not install {' '.join(requirements)}")
        done.write_text(" ".join(requirements))
    return place / "bin" / "python"


def _interpreter(version: str) -> str:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = sorted(pyenv.glob(f"{version}.*/bin/python"))
    on_path = shutil.which(f"python{version}")
    for python in (*map(str, found), *([on_path] if on_path else [])):
        if subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0:  # noqa: S603  # an interpreter
            return python
    raise Unavailable(f"it needs Python {version}, which is not here")


def _must(words: Sequence[str], otherwise: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  # our own commands
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()
        raise Unavailable(f"{otherwise}: {last[-1] if last else ''}")


def _in_python(name: str, folder: str, *packages: str, version: str | None = None) -> Rival:
    return PythonRival(python_of(folder, *packages, version=version), name)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Unavailable(f"{name} is not installed; try: apt-get install {name}")
    return found


def _steghide() -> Rival:
    program, secret = _program("steghide"), ["-p", _PASSPHRASE, "-f", "-q"]
    return CommandRival(
        "bmp",
        [program, "embed", "-cf", "{cover}", "-ef", "{message}", "-sf", "{stego}", *secret],
        [program, "extract", "-sf", "{stego}", "-xf", "{found}", *secret],
    )


def _outguess() -> Rival:
    program = _program("outguess")
    return CommandRival(
        "ppm",
        [program, "-k", _PASSPHRASE, "-d", "{message}", "{cover}", "{stego}"],
        [program, "-k", _PASSPHRASE, "-r", "{stego}", "{found}"],
    )


def _openstego() -> Rival:
    source, classes = FOLDER / "openstego" / "source", FOLDER / "openstego" / "classes"
    java = _program("java")
    if not source.exists():
        clone = ["git", "clone", "-q", "--depth", "1", _OPENSTEGO, str(source)]
        _must(clone, "its sources could not be cloned")
    if not classes.exists():
        sources = map(str, (source / "src" / "main" / "java").rglob("*.java"))
        compiled = [_program("javac"), "-nowarn", "-d", str(classes), *sources]
        _must(compiled, "it was not compiled")
    path = f"{classes}{os.pathsep}{source / 'src' / 'main' / 'resources'}"
    main = [java, "-Djava.awt.headless=true", "-cp", path, "com.openstego.desktop.OpenStego"]
    return CommandRival(
        "png",
        [*main, "embed", "-mf", "{message}", "-cf", "{cover}", "-sf", "{stego}"],
        [*main, "extract", "-sf", "{stego}", "-xd", "/", "-xf", "{found}"],
    )


def _steganogan(name: str) -> Rival:
    return _in_python(name, "steganogan", "SteganoGAN==0.1.3", version=_OLD_PYTHON)


def _imwatermark(name: str) -> Rival:
    return _in_python(name, "invisible-watermark", "invisible-watermark==0.2.0", "onnxruntime")


RIVALS: Final[dict[str, Callable[[], Rival]]] = {
    "steghide": _steghide,
    "outguess": _outguess,
    "stegano": lambda: _in_python("stegano", "stegano", "stegano==3.0.0"),
    "OpenStego": _openstego,
    "SteganoGAN dense": lambda: _steganogan("SteganoGAN dense"),
    "SteganoGAN basic": lambda: _steganogan("SteganoGAN basic"),
    "blind-watermark": lambda: _in_python(
        "blind-watermark", "blind-watermark", "blind-watermark==0.4.4"
    ),
    "invisible-watermark dwtDctSvd": lambda: _imwatermark("invisible-watermark dwtDctSvd"),
    "invisible-watermark rivaGan": lambda: _imwatermark("invisible-watermark rivaGan"),
}
