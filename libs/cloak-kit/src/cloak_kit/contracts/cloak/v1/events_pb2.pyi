import datetime

from cloak_kit.contracts.cloak.v1 import jobs_pb2 as _jobs_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class JobKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    JOB_KIND_UNSPECIFIED: _ClassVar[JobKind]
    JOB_KIND_EMBED: _ClassVar[JobKind]
    JOB_KIND_EXTRACT: _ClassVar[JobKind]

class Answer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ANSWER_UNSPECIFIED: _ClassVar[Answer]
    ANSWER_PAYLOAD: _ClassVar[Answer]
    ANSWER_NO_MESSAGE: _ClassVar[Answer]
    ANSWER_DAMAGED: _ClassVar[Answer]
    ANSWER_NEEDS_MODEL: _ClassVar[Answer]
JOB_KIND_UNSPECIFIED: JobKind
JOB_KIND_EMBED: JobKind
JOB_KIND_EXTRACT: JobKind
ANSWER_UNSPECIFIED: Answer
ANSWER_PAYLOAD: Answer
ANSWER_NO_MESSAGE: Answer
ANSWER_DAMAGED: Answer
ANSWER_NEEDS_MODEL: Answer

class JobProgressed(_message.Message):
    __slots__ = ("job_id", "owner_id", "at", "stage", "fraction", "attempt")
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    ATTEMPT_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    owner_id: str
    at: _timestamp_pb2.Timestamp
    stage: str
    fraction: float
    attempt: int
    def __init__(self, job_id: _Optional[str] = ..., owner_id: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., stage: _Optional[str] = ..., fraction: _Optional[float] = ..., attempt: _Optional[int] = ...) -> None: ...

class Embedded(_message.Message):
    __slots__ = ("result", "mode", "psnr_db", "ssim", "strength", "model", "fingerprint")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    PSNR_DB_FIELD_NUMBER: _ClassVar[int]
    SSIM_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    result: _jobs_pb2.BlobRef
    mode: _jobs_pb2.Mode
    psnr_db: float
    ssim: float
    strength: float
    model: str
    fingerprint: bytes
    def __init__(self, result: _Optional[_Union[_jobs_pb2.BlobRef, _Mapping]] = ..., mode: _Optional[_Union[_jobs_pb2.Mode, str]] = ..., psnr_db: _Optional[float] = ..., ssim: _Optional[float] = ..., strength: _Optional[float] = ..., model: _Optional[str] = ..., fingerprint: _Optional[bytes] = ...) -> None: ...

class Extracted(_message.Message):
    __slots__ = ("answer", "sealed", "mode", "corrected_share", "needs_model")
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    SEALED_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_SHARE_FIELD_NUMBER: _ClassVar[int]
    NEEDS_MODEL_FIELD_NUMBER: _ClassVar[int]
    answer: Answer
    sealed: _jobs_pb2.BlobRef
    mode: _jobs_pb2.Mode
    corrected_share: float
    needs_model: str
    def __init__(self, answer: _Optional[_Union[Answer, str]] = ..., sealed: _Optional[_Union[_jobs_pb2.BlobRef, _Mapping]] = ..., mode: _Optional[_Union[_jobs_pb2.Mode, str]] = ..., corrected_share: _Optional[float] = ..., needs_model: _Optional[str] = ...) -> None: ...

class Succeeded(_message.Message):
    __slots__ = ("embedded", "extracted")
    EMBEDDED_FIELD_NUMBER: _ClassVar[int]
    EXTRACTED_FIELD_NUMBER: _ClassVar[int]
    embedded: Embedded
    extracted: Extracted
    def __init__(self, embedded: _Optional[_Union[Embedded, _Mapping]] = ..., extracted: _Optional[_Union[Extracted, _Mapping]] = ...) -> None: ...

class Failed(_message.Message):
    __slots__ = ("code", "message", "retryable")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    RETRYABLE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    retryable: bool
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ..., retryable: _Optional[bool] = ...) -> None: ...

class Cancelled(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class JobFinished(_message.Message):
    __slots__ = ("job_id", "owner_id", "kind", "started_at", "finished_at", "timings", "attempts", "spent_blobs", "succeeded", "failed", "cancelled")
    class TimingsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    JOB_ID_FIELD_NUMBER: _ClassVar[int]
    OWNER_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    FINISHED_AT_FIELD_NUMBER: _ClassVar[int]
    TIMINGS_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    SPENT_BLOBS_FIELD_NUMBER: _ClassVar[int]
    SUCCEEDED_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    job_id: str
    owner_id: str
    kind: JobKind
    started_at: _timestamp_pb2.Timestamp
    finished_at: _timestamp_pb2.Timestamp
    timings: _containers.ScalarMap[str, float]
    attempts: int
    spent_blobs: _containers.RepeatedScalarFieldContainer[str]
    succeeded: Succeeded
    failed: Failed
    cancelled: Cancelled
    def __init__(self, job_id: _Optional[str] = ..., owner_id: _Optional[str] = ..., kind: _Optional[_Union[JobKind, str]] = ..., started_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., finished_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., timings: _Optional[_Mapping[str, float]] = ..., attempts: _Optional[int] = ..., spent_blobs: _Optional[_Iterable[str]] = ..., succeeded: _Optional[_Union[Succeeded, _Mapping]] = ..., failed: _Optional[_Union[Failed, _Mapping]] = ..., cancelled: _Optional[_Union[Cancelled, _Mapping]] = ...) -> None: ...

class UserRegistered(_message.Message):
    __slots__ = ("username", "display_name")
    USERNAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    username: str
    display_name: str
    def __init__(self, username: _Optional[str] = ..., display_name: _Optional[str] = ...) -> None: ...

class UserRenamed(_message.Message):
    __slots__ = ("display_name",)
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    display_name: str
    def __init__(self, display_name: _Optional[str] = ...) -> None: ...

class UserDisabled(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class UserEnabled(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class UserDeleted(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SessionsEnded(_message.Message):
    __slots__ = ("user_id", "at", "session_ids")
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    SESSION_IDS_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    at: _timestamp_pb2.Timestamp
    session_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, user_id: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., session_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class UserChanged(_message.Message):
    __slots__ = ("user_id", "at", "registered", "renamed", "disabled", "enabled", "deleted")
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_FIELD_NUMBER: _ClassVar[int]
    RENAMED_FIELD_NUMBER: _ClassVar[int]
    DISABLED_FIELD_NUMBER: _ClassVar[int]
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    DELETED_FIELD_NUMBER: _ClassVar[int]
    user_id: str
    at: _timestamp_pb2.Timestamp
    registered: UserRegistered
    renamed: UserRenamed
    disabled: UserDisabled
    enabled: UserEnabled
    deleted: UserDeleted
    def __init__(self, user_id: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., registered: _Optional[_Union[UserRegistered, _Mapping]] = ..., renamed: _Optional[_Union[UserRenamed, _Mapping]] = ..., disabled: _Optional[_Union[UserDisabled, _Mapping]] = ..., enabled: _Optional[_Union[UserEnabled, _Mapping]] = ..., deleted: _Optional[_Union[UserDeleted, _Mapping]] = ...) -> None: ...
