"""What can be refused about accounts, each with its own code."""

from cloak_kit.errors import CloakError, Conflict, Forbidden, NotFound, RateLimited


class NotSignedIn(CloakError):
    """A credential other than an access token did not do."""

    status = 401

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9110: a 401 says which scheme is wanted."""
        return {"WWW-Authenticate": "Bearer"}


class InvalidCredentials(NotSignedIn):
    """No such account, or not its password: which of them is not told."""

    code, title = "invalid_credentials", "The username or the password is wrong"


class InvalidRefreshToken(NotSignedIn):
    """The token is not one of ours, or its session is over."""

    code, title = "invalid_refresh_token", "The session is over; sign in again"


class RefreshTokenReused(NotSignedIn):
    """A token that was already exchanged came back: someone else may hold a copy."""

    code, title = "refresh_token_reused", "The session was ended for safety; sign in again"


class AccountDisabled(Forbidden):
    """An admin has shut this account out."""

    code, title = "account_disabled", "This account is disabled"


class TooManyAttempts(RateLimited):
    """Too many wrong passwords for this account from this address."""

    code, title = "too_many_attempts", "Too many attempts; wait before the next one"


class UsernameTaken(Conflict):
    """Somebody has this username."""

    code, title = "username_taken", "This username is taken"


class UserNotFound(NotFound):
    """No user of that id."""

    code, title = "user_not_found", "There is no such user"


class KeyNotFound(NotFound):
    """This user has not published a key."""

    code, title = "key_not_found", "There is no key of this person yet"


class SessionNotFound(NotFound):
    """No session of that id, or it is somebody else's."""

    code, title = "session_not_found", "There is no such session"


class CrossSite(Forbidden):
    """A browser says that another site's page has made it ask."""

    code, title = "cross_site", "Another site may not do this"


class LastAdmin(Conflict):
    """Nobody would be left to administer the system."""

    code, title = "last_admin", "The last admin stays one"
