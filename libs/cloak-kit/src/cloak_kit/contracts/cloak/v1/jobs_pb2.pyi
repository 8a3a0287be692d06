import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODE_UNSPECIFIED: _ClassVar[Mode]
    MODE_ROBUST: _ClassVar[Mode]
    MODE_IMAGE: _ClassVar[Mode]
    MODE_COVERT: _ClassVar[Mode]

class OutputFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTPUT_FORMAT_UNSPECIFIED: _ClassVar[OutputFormat]
    OUTPUT_FORMAT_PNG: _ClassVar[OutputFormat]
    OUTPUT_FORMAT_JPEG: _ClassVar[OutputFormat]
MODE_UNSPECIFIED: Mode
MODE_ROBUST: Mode
MODE_IMAGE: Mode
MODE_COVERT: Mode
OUTPUT_FORMAT_UNSPECIFIED: OutputFormat
OUTPUT_FORMAT_PNG: OutputFormat
OUTPUT_FORMAT_JPEG: OutputFormat

class BlobRef(_message.Message):
    __slots__ = ("name", "media_type", "size_bytes", "sha256")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    def __init__(self, name: _Optional[str] = ..., media_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[str] = ...) -> None: ...

class Embed(_message.Message):
    __slots__ = ("cover", "sealed", "mode", "output", "journey", "rate", "placement", "placement_for")
    COVER_FIELD_NUMBER: _ClassVar[int]
    SEALED_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FIELD_NUMBER: _ClassVar[int]
    JOURNEY_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_FOR_FIELD_NUMBER: _ClassVar[int]
    cover: BlobRef
    sealed: BlobRef
    mode: Mode
    output: OutputFormat
    journey: str
    rate: float
    placement: bytes
    placement_for: str
    def __init__(self, cover: _Optional[_Union[BlobRef, _Mapping]] = ..., sealed: _Optional[_Union[BlobRef, _Mapping]] = ..., mode: _Optional[_Union[Mode, str]] = ..., output: _Optional[_Union[OutputFormat, str]] = ..., journey: _Optional[str] = ..., rate: _Optional[float] = ..., placement: _Optional[bytes] = ..., placement_for: _Optional[str] = ...) -> None: ...

class Extract(_message.Message):
    __slots__ = ("image", "placement", "placement_for")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_FIELD_NUMBER: _ClassVar[int]
    PLACEMENT_FOR_FIELD_NUMBER: _ClassVar[int]
    image: BlobRef
    placement: bytes
    placement_for: str
    def __init__(self, image: _Optional[_Union[BlobRef, _Mapping]] = ..., placement: _Optional[bytes] = ..., placement_for: _Optional[str] = ...) -> None: ...

class JobRequested(_message.Message):
    __slots__ = ("job_id", "owner_id", "requested_at", "expires_at", "embed", "extract")
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_AT_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    EMBED_FIELD_NUMBER: _ClassVar[int]
    EXTRACT_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    owner_id: str
    requested_at: _timestamp_pb2.Timestamp
    expires_at: _timestamp_pb2.Timestamp
    embed: Embed
    extract: Extract
    def __init__(self, job_id: _Optional[str] = ..., owner_id: _Optional[str] = ..., requested_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expires_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., embed: _Optional[_Union[Embed, _Mapping]] = ..., extract: _Optional[_Union[Extract, _Mapping]] = ...) -> None: ...

class JobCancelled(_message.Message):
    __slots__ = ("job_id", "cancelled_at")
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_AT_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    cancelled_at: _timestamp_pb2.Timestamp
    def __init__(self, job_id: _Optional[str] = ..., cancelled_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
