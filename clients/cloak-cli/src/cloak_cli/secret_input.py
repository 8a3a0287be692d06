"""Passwords and passphrases: from a file, from stdin or from a hidden prompt, never an argument."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

STDIN = Path("-")


def secret_from(path: Path, option: str) -> str:
    """The secret in a file, less one newline at its end; raises BadParameter naming the option."""
    try:
        raw = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        text = raw.decode()
    except UnicodeDecodeError:
        raise typer.BadParameter("it is not UTF-8 text", param_hint=option) from None
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}", param_hint=option) from None
    return text.removesuffix("\n").removesuffix("\r")


def passphrase(path: Path | None, *, ask: bool, confirm: bool) -> str | None:
    """The passphrase that the options speak of, or None; asked for twice with ``confirm``."""
    if path is not None and ask:
        raise typer.BadParameter("give either --passphrase-file or --ask-passphrase")
    if path is not None:
        return secret_from(path, "--passphrase-file")
    return prompt("Passphrase", confirm=confirm) if ask else None


def password(path: Path | None, *, confirm: bool) -> str:
    """The password from its file, or asked for."""
    if path is not None:
        return secret_from(path, "--password-file")
    return prompt("Password", confirm=confirm)


def prompt(label: str, *, confirm: bool) -> str:
    """A secret typed without an echo; the prompt itself goes to stderr."""
    typed: str = typer.prompt(label, hide_input=True, confirmation_prompt=confirm, err=True)
    return typed


def may_ask() -> bool:
    """True if there is a person at the keyboard."""
    return sys.stdin.isatty() and sys.stderr.isatty()
