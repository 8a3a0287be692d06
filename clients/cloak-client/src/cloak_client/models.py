"""The resources of the API as frozen values: what the server says, nothing added.

Unknown fields are ignored, so a client keeps working when the server learns to say more.
``model_dump(mode="json", by_alias=True)`` gives back the names used on the wire.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Role = Literal["user", "admin"]
Mode = Literal["robust", "image", "covert"]
Output = Literal["auto", "png", "jpeg"]
Channel = str  # a name, or steps such as resize:0.5,jpeg:50
JobKind = Literal["embed", "extract"]
JobStatus = Literal["accepted", "queued", "running", "succeeded", "failed", "cancelled"]
JobAnswer = Literal["payload", "no_message", "damaged", "needs_model"]
ContactStatus = Literal["invited", "pending", "accepted", "blocked"]

T = TypeVar("T")


class Resource(BaseModel):
    """A value of the API that cannot be changed after it was read."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")


class Page(Resource, Generic[T]):
    """One page of a list; ``next_cursor`` asks for the next one, None says there is none."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    items: list[T]
    next_cursor: str | None = None


class Person(Resource):
    """Another user as everybody may see them."""

    id: str
    username: str
    display_name: str | None = None


class User(Person):
    """An account: one's own, or any for an admin."""

    role: Role
    disabled: bool = False
    created_at: AwareDatetime


class Tokens(Resource):
    """What a login or a refresh gives; the secrets stay out of ``repr``."""

    access_token: str = Field(repr=False)
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name, not a secret
    expires_in: float
    refresh_token: str = Field(repr=False)
    user: User


class Size(Resource):
    """Pixels."""

    width: int
    height: int


class Capacity(Resource):
    """How much a cover carries in one mode; ``characters`` is what ASCII text is promised.

    In ``image`` the secret's own file has ``payload_bytes``, and ``picture`` is the size beyond
    which a secret of the cover's proportions is scaled down. Nothing at all fits where ``usable``
    is false. ``exact`` is false for figures that go by the cover's size alone.
    """

    mode: str
    channel: str | None = None
    rate: float | None = None
    exact: bool = True
    sealed: bool
    usable: bool = True
    payload_bytes: int
    characters: int
    picture: Size | None = None


class Advice(Resource):
    """A hint about a cover, such as that it is flat or saturated."""

    code: str
    message: str


class Upload(Resource):
    """A picture of one's own in the store; its id is its blob id."""

    id: str
    filename: str | None = None
    media_type: str
    width: int
    height: int
    size_bytes: int
    sha256: str
    created_at: AwareDatetime
    capacity: dict[str, Capacity] = Field(default_factory=dict)
    advice: list[Advice] = Field(default_factory=list)


class Progress(Resource):
    """Where a running job is: the stage's name and the share done, 0 to 1."""

    stage: str
    fraction: float


class JobError(Resource):
    """Why a job failed: a stable code and a sentence."""

    code: str
    message: str


class Report(Resource):
    """What an embedding did to the cover."""

    psnr_db: float
    ssim: float
    strength: float
    model: str


class ResultFile(Resource):
    """The blob a job left behind."""

    blob: str
    media_type: str
    size_bytes: int
    sha256: str


class Job(Resource):
    """One embed or extract, as it stands; ``timings`` are seconds by stage."""

    id: str
    kind: JobKind
    status: JobStatus
    mode: str | None = None
    progress: Progress | None = None
    created_at: AwareDatetime
    started_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    error: JobError | None = None
    answer: JobAnswer | None = None
    corrected_share: float | None = None
    needs_model: str | None = None
    report: Report | None = None
    result: ResultFile | None = None
    timings: dict[str, float] = Field(default_factory=dict)
    attempts: int = 0
    retry_of: str | None = None

    @property
    def is_finished(self) -> bool:
        """True once the status can no longer change."""
        return self.status in ("succeeded", "failed", "cancelled")


class AlterationMap(Resource):
    """Where a picture was altered: an even grid over the whole of it, in pixels as people see it.

    Each cell is its column, its row and how strongly it differs, up to 1.
    """

    columns: int
    rows: int
    width: int
    height: int
    cells: list[tuple[int, int, float]]


class Verification(Resource):
    """Whether a picture was made here, by whom, and what was done to it since.

    ``verdict`` is ``unchanged``, ``recompressed``, ``altered`` or ``unknown``; ``changes`` are
    those of the whole picture.
    """

    verdict: str
    made_by: Person | None = None
    made_at: AwareDatetime | None = None
    job: str | None = None
    blob: str | None = None
    changes: list[str] = Field(default_factory=list)
    map: AlterationMap | None = None


class Contact(Resource):
    """A person one knows, invited, or was invited by."""

    user: Person
    status: ContactStatus
    since: AwareDatetime


class PublicKey(Resource):
    """What to seal for a person with: base64 of an X25519 key; ``since`` changes when it does."""

    username: str
    public_key: str
    since: AwareDatetime


class OwnKey(Resource):
    """One's own key, base64; the private half wrapped under the account's password."""

    public_key: str
    wrapped: str = Field(repr=False)
    since: AwareDatetime


class Standing(Resource):
    """How one stands to a person; without a status they are no contact, or none any more."""

    user: Person
    status: ContactStatus | None
    since: AwareDatetime | None


class MessageImage(Resource):
    """A picture sent in a message."""

    blob: str
    media_type: str
    width: int | None = None
    height: int | None = None


class Message(Resource):
    """One message of a conversation; ``seq`` grows within it."""

    id: str
    seq: int
    conversation: str
    sender: Person = Field(alias="from")
    recipient: Person = Field(alias="to")
    text: str | None = None
    image: MessageImage | None = None
    client_id: str | None = None
    created_at: AwareDatetime
    delivered_at: AwareDatetime | None = None
    read_at: AwareDatetime | None = None


class Conversation(Resource):
    """All messages with one person."""

    id: str
    person: Person = Field(alias="with")
    last_message: Message | None = None
    unread: int = 0
    updated_at: AwareDatetime


class Notification(Resource):
    """Something that happened while one looked elsewhere; ``data`` depends on ``kind``."""

    id: str
    kind: str
    data: dict[str, Any] = Field(default_factory=dict)
    created_at: AwareDatetime
    read_at: AwareDatetime | None = None
