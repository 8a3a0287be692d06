"""Where things lie: the checkout, what is installed under build/, and the state of one system."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
BUILD = ROOT / "build"
KAFKA_JARS = BUILD / "kafka" / "libs"
RUST_MONGO_SERVER = BUILD / "secantus" / "bin" / "secantusd-rs"
TOPICS_FILE = ROOT / "proto" / "topics.yaml"
MODEL_REPOSITORY = ROOT / "model_repository"
WEB_FOLDER = BUILD / "web"
MONITORING_SOURCES = ROOT / "deploy" / "monitoring"
MONITORING_BINARIES = BUILD / "monitoring" / "usr" / "bin"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one running system; two systems never share them."""

    state: Path
    logs: Path

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Places":
        """Take ``CLOAK_LOCAL_FOLDER`` where it is set, else the checkout's ``build/``."""
        return cls.under(Path(environ.get("CLOAK_LOCAL_FOLDER", BUILD)).absolute())

    @classmethod
    def under(cls, folder: Path) -> "Places":
        """Keep a whole system, state and logs, under one folder."""
        return cls(state=folder / "state", logs=folder / "logs")

    def make(self) -> None:
        """Create the folders; the state is readable by its owner alone."""
        self.state.mkdir(parents=True, exist_ok=True)
        self.state.chmod(0o700)
        self.logs.mkdir(parents=True, exist_ok=True)

    @property
    def secrets(self) -> Path:
        """The file that holds every generated secret, mode 0600."""
        return self.state / "secrets.json"

    @property
    def record(self) -> Path:
        """The file that says which processes run."""
        return self.state / "system.json"

    @property
    def lock(self) -> Path:
        """The file that a running supervisor holds locked."""
        return self.state / "lock"
