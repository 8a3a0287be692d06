"""Where Alertmanager's webhook arrives in tests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Notification = dict[str, Any]


class AlertInbox:
    """Takes in what Alertmanager posts; `notifications` are its documents, oldest first."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.notifications: list[Notification] = []

    def firing(self, alertname: str, *, since: int = 0) -> list[Notification]:
        """The notifications, from the one with that number on, in which this alert fires."""
        return [
            told
            for told in self.notifications[since:]
            for alert in told["alerts"]
            if (alert["status"], alert["labels"]["alertname"]) == ("firing", alertname)
        ]


@contextmanager
def alert_inbox() -> Iterator[AlertInbox]:
    """Listen on a free port for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            inbox.notifications.append(json.loads(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the parent's name
            """What arrives is in the inbox."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        inbox = AlertInbox(f"http://127.0.0.1:{server.server_port}/alerts")
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield inbox
        finally:
            server.shutdown()
            thread.join()
