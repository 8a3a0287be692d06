"""Entry point of the command ``cloak``."""

from __future__ import annotations

from cloak_cli.app import app


def main() -> None:
    """Run the command line and leave with its exit status."""
    app()


if __name__ == "__main__":
    main()
