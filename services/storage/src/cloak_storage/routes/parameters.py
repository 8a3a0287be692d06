"""What requests bring along, as FastAPI checks and documents it."""

from typing import Annotated

from cloak_kit.blobs import (
    KIND_HEADER,
    OWNER_HEADER,
    READER_HEADER,
    RETENTION_HEADER,
    BlobKind,
)
from fastapi import Depends, Header, Path, Request

from cloak_storage.blobs import Blobs, Label

NAME_PATTERN = r"^[A-Za-z0-9._-]{1,128}$"
_MEDIA_TYPE = r"^[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}(;[ -~]{1,64})?$"
_LONGEST_RETENTION_S = 10 * 366 * 24 * 3600

Name = Annotated[str, Path(pattern=NAME_PATTERN, description="1 to 128 of A-Z a-z 0-9 . _ -")]
Reader = Annotated[
    str | None,
    Header(
        alias=READER_HEADER,
        description="The user this is asked for: only what they own or may read is there.",
    ),
]


def _label(
    owner: Annotated[
        str, Header(alias=OWNER_HEADER, pattern=NAME_PATTERN, description="Whose it is.")
    ],
    kind: Annotated[BlobKind, Header(alias=KIND_HEADER, description="Sets the retention.")],
    media_type: Annotated[str, Header(alias="Content-Type", pattern=_MEDIA_TYPE)],
    retention_s: Annotated[
        int | None,
        Header(
            alias=RETENTION_HEADER,
            ge=1,
            le=_LONGEST_RETENTION_S,
            description="Seconds to keep it, instead of the kind's own.",
        ),
    ] = None,
) -> Label:
    return Label(owner, kind, media_type, retention_s)


def _blobs(request: Request) -> Blobs:
    blobs: Blobs = request.app.state.blobs
    return blobs


Labelled = Annotated[Label, Depends(_label)]
Store = Annotated[Blobs, Depends(_blobs)]
