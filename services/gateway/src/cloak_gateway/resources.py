"""The resources of the API as they are sent."""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, Field, PlainSerializer

T = TypeVar("T")

ModeName = Literal["robust", "image", "covert"]
JobKind = Literal["embed", "extract"]
JobStatus = Literal["accepted", "queued", "running", "succeeded", "failed", "cancelled"]
AnswerName = Literal["payload", "no_message", "damaged", "needs_model"]
Verdict = Literal["unchanged", "recompressed", "altered", "unknown"]
ChangeName = Literal["repacked", "recompressed", "scaled", "brightness", "cropped"]
Seconds = Annotated[float, PlainSerializer(lambda value: round(value, 4), return_type=float)]


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` asks for the next one, null says there is none."""

    items: list[T]
    next_cursor: str | None = None


class Person(BaseModel):
    """Somebody as everybody may see them."""

    id: str
    username: str
    display_name: str


class Size(BaseModel):
    """Pixels."""

    width: int
    height: int


class Capacity(BaseModel):
    """What a cover carries; `characters` is what ASCII text is promised.

    In `image` the secret's own file has `payload_bytes`, and `picture` is the size beyond which a
    secret of the cover's proportions is scaled down. `exact` is false where the figures are those
    of an average cover of this size and this very one was not looked at.
    """

    mode: ModeName
    channel: str = "chat"
    rate: float | None = None
    sealed: bool
    recipients: int = 0
    exact: bool = True
    usable: bool
    payload_bytes: int
    characters: int
    picture: Size | None = None


class Survival(BaseModel):
    """Of `tried` measured files, `exact` were read exactly after `journey`.

    `low` and `high` bound the probability with 95 % confidence.
    """

    journey: str
    tried: int
    exact: int
    low: float
    high: float


class Advice(BaseModel):
    """A remark about a cover."""

    code: str
    message: str


class Upload(BaseModel):
    """A picture of the caller; its id is its blob id."""

    id: str
    filename: str
    media_type: str
    width: int
    height: int
    size_bytes: int
    sha256: str
    created_at: datetime
    expires_at: datetime | None = None
    capacity: dict[ModeName, Capacity]
    advice: list[Advice]


class Progress(BaseModel):
    """The stage a running job is in and the share of the whole that is done, 0 to 1."""

    stage: str
    fraction: float


class JobError(BaseModel):
    """Why a job failed."""

    code: str
    message: str


class Report(BaseModel):
    """What an embedding did to the cover, measured on the delivered file."""

    psnr_db: float
    ssim: float
    strength: float
    model: str


class ResultFile(BaseModel):
    """The blob that a job left."""

    blob: str
    media_type: str
    size_bytes: int
    sha256: str


class Job(BaseModel):
    """One embed or extract as it stands; `timings` are seconds by stage, the wait is `queue`.

    `retry_of` is the job that this one tries again.
    """

    id: str
    kind: JobKind
    status: JobStatus
    mode: ModeName | None = None
    progress: Progress | None = None
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    error: JobError | None = None
    answer: AnswerName | None = None
    corrected_share: float | None = None
    needs_model: str | None = None
    report: Report | None = None
    result: ResultFile | None = None
    timings: dict[str, Seconds] = Field(default_factory=dict)
    attempts: int = 0
    retry_of: str | None = None


class AlterationMap(BaseModel):
    """Where a picture was altered, on an even grid over the whole of it, `width` x `height` pixels.

    Each cell is its column, its row and how strongly it differs, up to 1.
    """

    columns: int
    rows: int
    width: int
    height: int
    cells: list[tuple[int, int, float]]


class Verification(BaseModel):
    """Whether a picture was made here and what was done to it since.

    `job` is told to its owner, `blob` to who may read it. `changes` are those of the whole picture.
    """

    verdict: Verdict
    made_by: Person | None = None
    made_at: datetime | None = None
    job: str | None = None
    blob: str | None = None
    changes: list[ChangeName] = Field(default_factory=list)
    map: AlterationMap | None = None


class OpenedText(BaseModel):
    """A text that was hidden."""

    kind: Literal["text"] = "text"
    text: str
