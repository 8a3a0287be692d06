"""`create-admin`: the first admin, or the one that helps when there is none left."""

import getpass
import sys

from cloak_kit.contracts.cloak.v1.events_pb2 import UserEnabled
from cloak_kit.mongo import connect_mongo
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from pymongo.errors import PyMongoError

from cloak_auth import bodies
from cloak_auth.accounts import new_user
from cloak_auth.errors import UsernameTaken
from cloak_auth.passwords import Passwords
from cloak_auth.settings import AuthMongoSettings, HashingSettings
from cloak_auth.users import User, Users


class AdminSettings(BaseSettings):
    """The admin's password, if the environment has it."""

    model_config = SettingsConfigDict(env_prefix="CLOAK_AUTH_", hide_input_in_errors=True)

    admin_password: SecretStr | None = None


async def create_admin(name: str) -> str:
    """Make this user an admin who is not shut out, and say what was done.

    A user who exists keeps the password. A new one is told of by the running service, whose outbox
    this fills. Raises SystemExit with a message when it cannot be done.
    """
    try:
        username = bodies.username(name)
        async with connect_mongo(AuthMongoSettings()) as database:
            users = Users(database)
            await users.prepare()
            found = await users.by_name(username)
            if found:
                return await _promoted(users, found)
            password = bodies.new_password(_password(username), username)
            async with Passwords.open(HashingSettings()) as passwords:
                try:
                    await new_user(users, passwords, username, password, username, "admin")
                except UsernameTaken:  # somebody registered meanwhile
                    return await create_admin(name)
            return f"{username} is an admin now, with a new account"
    except ValueError as error:
        raise SystemExit(f"cannot create the admin: {error}") from None
    except PyMongoError as error:
        raise SystemExit(f"the database does not answer: {type(error).__name__}") from None


async def _promoted(users: Users, user: User) -> str:
    if user.role == "admin" and not user.disabled:
        return f"{user.username} is an admin already"
    await users.set_role(user.id, "admin")
    await users.set_disabled(user.id, False, UserEnabled())
    return f"{user.username} is an admin now"


def _password(username: str) -> SecretStr:
    given = AdminSettings().admin_password
    if given is not None:
        return given
    if sys.stdin.isatty():
        return SecretStr(getpass.getpass(f"Password for {username}: "))
    return SecretStr(sys.stdin.readline().rstrip("\r\n"))
