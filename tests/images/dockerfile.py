"""The Dockerfile's steps, run as they stand there, with a folder in place of the root."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "deploy" / "images" / "Dockerfile"
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_MOUNT = re.compile(r"--mount=\S+\s+")
# How a builder reaches package registries, which is its own affair.
_OF_THE_BUILDER = re.compile(r"proxy|cert|npm_config_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its word and all that follows, on one line."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One FROM with what follows it; `origin` is another stage or an image."""

    name: str
    origin: str
    steps: tuple[Step, ...]

    def exec(self, word: str) -> list[str]:
        """The arguments of the last ENTRYPOINT, CMD, or of HEALTHCHECK's CMD, in exec form."""
        (*_, step) = (step for step in self.steps if step.word == word)
        found: list[str] = json.loads(step.rest[step.rest.index("[") :])
        return found

    def has(self, word: str) -> bool:
        """Whether such an instruction is there."""
        return any(step.word == word for step in self.steps)


def stages(text: str | None = None) -> dict[str, Stage]:
    """Read every stage of the Dockerfile, in order."""
    lines = re.sub(r"^#.*\n", "", DOCKERFILE.read_text() if text is None else text, flags=re.M)
    found: dict[str, Stage] = {}
    for line in lines.replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            origin, _, name = rest.partition(" AS ")
            found[name] = Stage(name, origin, ())
        elif word and found:
            last = list(found.values())[-1]
            step = Step(word, " ".join(rest.split()))
            found[last.name] = Stage(last.name, last.origin, (*last.steps, step))
    return found


def needed(name: str) -> list[Stage]:
    """The stages that an image is made of, by FROM and COPY --from, in the order of the file."""
    known, found, todo = stages(), set[str](), [name]
    while todo:
        stage = known[todo.pop()]
        found.add(stage.name)
        copied = re.findall(r"--from=(\S+)", " ".join(step.rest for step in stage.steps))
        todo += [other for other in (stage.origin, *copied) if other in known]
    return [stage for stage in known.values() if stage.name in found]


class Root:
    """A folder in which stages are built: `/opt/cloak` of an image is `<folder>/opt/cloak`."""

    def __init__(
        self, folder: Path, arguments: Mapping[str, str], instead: Mapping[str, str]
    ) -> None:
        """`instead` stands in place of what an ENV says."""
        self._folder, self._arguments, self._instead = folder, arguments, instead
        self.environment: dict[str, str] = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],  # where uv keeps what it downloaded once
            **{name: value for name, value in os.environ.items() if _OF_THE_BUILDER.search(name)},
        }
        self._folder.mkdir(parents=True, exist_ok=True)

    def at(self, path: str) -> Path:
        """Where an absolute path of the image lies."""
        return self._folder / path.lstrip("/")

    def run(self, stage: Stage) -> None:
        """Do every step of a stage; raises AssertionError with the output of one that fails."""
        cwd = self._folder
        for step in stage.steps:
            match step.word:
                case "ENV":
                    self._set(step.rest)
                case "ARG":
                    self._take(step.rest)
                case "WORKDIR":
                    cwd = self.at(step.rest)
                    cwd.mkdir(parents=True, exist_ok=True)
                case "COPY":
                    self._copy(step.rest.split(), cwd)
                case "RUN":
                    self._run(_MOUNT.sub("", step.rest), cwd)

    def _set(self, pairs: str) -> None:
        for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|(\S*))', pairs):
            value = self._filled(self._placed(quoted or plain))
            self.environment[name] = self._instead.get(name, value)

    def _take(self, names: str) -> None:
        for name in (pair.partition("=")[0] for pair in names.split()):
            if name in self._arguments:
                self.environment[name] = self._arguments[name]

    def _placed(self, value: str) -> str:
        own = ("/opt/", "/srv/", "/tmp")  # noqa: S108 - the image's
        return ":".join(
            str(self.at(part)) if part.startswith(own) else part for part in value.split(":")
        )

    def _filled(self, text: str) -> str:
        return _VARIABLE.sub(lambda found: self.environment[found[1] or found[2]], text)

    def _copy(self, words: list[str], cwd: Path) -> None:
        parents = "--parents" in words
        *sources, to = [self._filled(word) for word in words if not word.startswith("--")]
        if any(word.startswith("--from") for word in words):
            # One folder serves all stages; what comes from another image is this machine's own.
            if self.at(sources[0]).is_dir() and self.at(sources[0]) != self.at(to):
                shutil.copytree(self.at(sources[0]), self.at(to), dirs_exist_ok=True)
            return
        for path in context():
            for source in sources:
                if parents and path.match(source) and len(path.parts) == source.count("/") + 1:
                    _place(path, cwd / to / path)
                elif not parents and path.is_relative_to(source):
                    _place(path, cwd / to / path.relative_to(source))

    def _run(self, command: str, cwd: Path) -> None:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=cwd,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"


def context() -> list[Path]:
    """What a build sees: the checkout's files that .dockerignore lets through."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    ).stdout
    files = [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in files if _is_let_through(path)]


def _is_let_through(path: Path) -> bool:
    ignored = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!")
        if line.startswith("#") or not line:
            continue
        if pattern.startswith("**/"):
            hit = any(Path(part).match(pattern[3:]) for part in path.parts)
        else:
            depth = pattern.count("/") + 1
            hit = Path(*path.parts[:depth]).match(pattern) and len(path.parts) >= depth
        if hit:
            ignored = not line.startswith("!")
    return not ignored


def _place(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(ROOT / path, to)
