"""The command ``cloak``, put together."""

from __future__ import annotations

import typer

from cloak_cli import (
    accounts,
    admin,
    contacts,
    extracting,
    hiding,
    jobs,
    local,
    messages,
    verifying,
    watching,
)
from cloak_cli.exits import __doc__ as exit_statuses

app = typer.Typer(
    name="cloak",
    help="Hide text, files and pictures in ordinary pictures, and find them again.",
    epilog=f"Exit statuses: {exit_statuses}",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they show local variables: passphrases, payloads
)

ACCOUNT, HIDING, PEOPLE = "Account", "Hiding", "People"

app.command(rich_help_panel=ACCOUNT)(accounts.register)
app.command(rich_help_panel=ACCOUNT)(accounts.login)
app.command(rich_help_panel=ACCOUNT)(accounts.logout)
app.command(rich_help_panel=ACCOUNT)(accounts.whoami)
app.command(rich_help_panel=HIDING)(hiding.embed)
app.command(rich_help_panel=HIDING)(extracting.extract)
app.command(rich_help_panel=HIDING)(hiding.capacity)
app.command(rich_help_panel=HIDING)(verifying.verify)
app.command(rich_help_panel=HIDING)(watching.watch)
app.add_typer(jobs.app, name="jobs", rich_help_panel=HIDING)
app.add_typer(local.app, name="local", rich_help_panel=HIDING)
app.command(rich_help_panel=PEOPLE)(messages.send)
app.add_typer(messages.inbox, name="inbox", rich_help_panel=PEOPLE)
app.add_typer(contacts.app, name="contacts", rich_help_panel=PEOPLE)
app.add_typer(admin.app, name="admin", rich_help_panel=ACCOUNT)
