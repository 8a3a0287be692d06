"""What a back-up or a restoration refuses; each message may be shown."""


class BackupError(Exception):
    """The command cannot be done; the message says why, and shows no secret."""


class UnknownCollections(BackupError):
    """The databases hold what the plan does not name: a back-up would leave it out unseen."""


class NotEmpty(BackupError):
    """There are documents where a back-up is to be restored to."""


class ArchiveDamaged(BackupError):
    """A file of a back-up is not what was written, or is for another key."""


class UnusableKey(BackupError):
    """A recipient or an identity cannot be read."""


class Ended(BackupError):
    """Somebody told the process to end."""
