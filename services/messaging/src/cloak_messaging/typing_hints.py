"""Typing: a hint to the other person of a conversation, while it is worth something."""

from typing import Final

from cloak_messaging.contacts import Contacts
from cloak_messaging.conversations import Conversations
from cloak_messaging.errors import NotAContact
from cloak_messaging.hints import Hint
from cloak_messaging.wakeups import Wakeups

EACH_S: Final = 2.0


class TypingHints:
    """Who is writing right now; nothing of it is stored."""

    def __init__(self, conversations: Conversations, contacts: Contacts, wakeups: Wakeups) -> None:
        self._conversations, self._contacts, self._wakeups = conversations, contacts, wakeups

    async def tell(self, me: str, conversation: str) -> None:
        """Hint that I am writing, at most each EACH_S; raises ConversationNotFound, NotAContact.

        Somebody who blocked me is not told, and neither am I.
        """
        other = (await self._conversations.thread(me, conversation))["other"]
        sides = await self._contacts.between(me, other)
        if sides.mine != "accepted":
            raise NotAContact
        if sides.theirs == "accepted":
            hint = Hint("typing", {"conversation": conversation, "user": me})
            await self._wakeups.hint(other, hint, once=f"{conversation}:{me}", each_s=EACH_S)
