"""Settings of the model server, from the environment (``CLOAK_MODEL_SERVER_*``)."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelServerSettings(BaseSettings):
    """Where to listen, which repository to serve and how much to run at once.

    ``models_mount`` is where containers mount the repository: base paths under it in
    models.config are looked up in ``model_repository``, so one file serves both.
    """

    model_config = SettingsConfigDict(
        env_prefix="CLOAK_MODEL_SERVER_", frozen=True, extra="forbid", protected_namespaces=()
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8500, ge=0, le=65535)
    metrics_port: int = Field(default=8501, ge=0, le=65535)
    model_repository: Path = Path("model_repository")
    models_mount: Path = Path("/models")
    models_config: Path | None = None
    batching_config: Path | None = None
    pad_batches: bool | None = None
    """Pad batches to the allowed sizes. None: only beside a GPU, which keeps a plan per size; on a
    CPU the padding would be computed for nothing."""
    poll_s: float = Field(default=1.0, gt=0)
    load_retry_s: float = Field(default=10.0, gt=0)
    stop_grace_s: float = Field(default=30.0, ge=0)
    max_message_bytes: int = Field(default=64 << 20, gt=0)
    load_threads: int = Field(default=2, ge=1)
    intra_op_threads: int = Field(default=0, ge=0)
    inter_op_threads: int = Field(default=0, ge=0)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def models_config_path(self) -> Path:
        """The ModelServerConfig in text format."""
        return self.models_config or self.model_repository / "models.config"

    @property
    def batching_config_path(self) -> Path | None:
        """The BatchingParameters in text format; None runs each request alone."""
        if self.batching_config is not None:
            return self.batching_config
        found = self.model_repository / "batching.config"
        return found if found.is_file() else None
