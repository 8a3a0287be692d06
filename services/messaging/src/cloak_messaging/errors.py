"""What messaging refuses, each with a stable code."""

from cloak_kit.errors import Conflict, Forbidden, InvalidRequest, NotFound, RateLimited, Unavailable


class UserNotFound(NotFound):
    """Nobody of that name who can be invited: unknown, disabled or deleted."""

    code, title = "user_not_found", "There is nobody of that name"


class ContactNotFound(NotFound):
    """The two have nothing to do with each other."""

    code, title = "contact_not_found", "There is no such contact"


class ConversationNotFound(NotFound):
    """No conversation of that id in which the caller takes part."""

    code, title = "conversation_not_found", "There is no such conversation"


class MessageNotFound(NotFound):
    """No message of that id that the caller sent or received."""

    code, title = "message_not_found", "There is no such message"


class NotificationNotFound(NotFound):
    """No notification of that id for the caller."""

    code, title = "notification_not_found", "There is no such notification"


class NotAContact(Forbidden):
    """Messages go to accepted contacts alone."""

    code, title = "not_a_contact", "Only accepted contacts can be sent messages"


class CannotContactSelf(InvalidRequest):
    """Nobody is a contact of their own."""

    code, title = "cannot_contact_self", "You cannot be your own contact"


class MessageEmpty(InvalidRequest):
    """A message needs a text or a picture."""

    code, title = "message_empty", "A message needs a text or a picture"


class NotAnImage(InvalidRequest):
    """The blob is no picture: results of extractions are fetched and opened, not sent."""

    code, title = "not_an_image", "This is not a picture"


class ContactNotPending(Conflict):
    """There is no invitation of the other person to accept."""

    code, title = "contact_not_pending", "There is no invitation to accept"


class TooManyStreams(RateLimited):
    """One person holds too many live streams open here."""

    code, title = "too_many_streams", "Too many live streams are open"


class WakeupsUnavailable(Unavailable):
    """Redis was not reached yet since the start."""

    code, title = "wakeups_unavailable", "Replicas cannot wake each other yet"


class ConsumerUnavailable(Unavailable):
    """The Kafka consumer has not joined its group yet since the start."""

    code, title = "consumer_unavailable", "Finished jobs cannot be heard of yet"
