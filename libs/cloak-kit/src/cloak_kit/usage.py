"""What storage says of many blobs at once."""

from pydantic import BaseModel, ConfigDict


class Held(BaseModel):
    """Some blobs: how many, and the bytes of their content."""

    model_config = ConfigDict(frozen=True)

    blobs: int = 0
    bytes: int = 0


class KindUsage(Held):
    """The blobs of one kind; `expired` is the part whose time is over and that still lies there."""

    kind: str
    expired: Held = Held()


class Usage(BaseModel):
    """All that storage holds, and the same by kind."""

    model_config = ConfigDict(frozen=True)

    total: Held
    expired: Held
    kinds: list[KindUsage]


class Names(BaseModel):
    """Names of blobs."""

    names: list[str]
