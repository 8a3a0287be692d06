"""`python -m cloak_storage`: keeps blobs for the other services."""

from cloak_kit.process import serve

from cloak_storage.app import build
from cloak_storage.settings import StorageSettings


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = StorageSettings()  # type: ignore[call-arg]  # from the environment
    serve("storage", settings, lambda: build(settings))


if __name__ == "__main__":
    main()
