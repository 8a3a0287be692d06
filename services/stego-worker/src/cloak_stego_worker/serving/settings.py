"""How to reach the model server."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServingSettings(BaseSettings):
    """One channel to the model server, and how calls on it are merged.

    Over Kubernetes use ``dns:///<headless service>:8500``: the channel then spreads its calls over
    all servers. A merged call has at most ``max_batch_rows`` pictures (the server's own bound) and
    ``max_batch_bytes`` of input.
    """

    model_config = SettingsConfigDict(env_prefix="CLOAK_WORKER_SERVING_", frozen=True)

    address: str = "127.0.0.1:8500"
    version_label: str = ""
    """The label of the versions to ask for, such as ``stable``; without one, the newest."""
    max_message_bytes: int = Field(default=64 << 20, gt=0)
    max_batch_rows: int = Field(default=8, ge=1)
    max_batch_bytes: int = Field(default=16 << 20, gt=0)
    merge_window_s: float = Field(default=0.003, ge=0)
    first_retry_s: float = Field(default=0.1, gt=0)
    longest_retry_s: float = Field(default=2.0, gt=0)
