"""A web server on loopback that answers as group robots do, and can be made to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Group:
    """What was said in the group. `answers`: of the next posts, in order; then all are taken."""

    said: list[tuple[str, dict[str, list[str]], dict[str, Any]]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)


@contextmanager
def serving(group: Group) -> Iterator[int]:
    """Its port."""

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            target = urlsplit(self.path)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = 200, '{"errcode": 0, "errmsg": "ok"}'
            if "/open-apis/" in target.path:
                answer = '{"code": 0, "msg": "success", "data": {}}'
            if group.answers:
                status, answer = group.answers.pop(0)
            if status == 0:
                self.close_connection = True  # hangs up without a word
                return
            group.said.append((target.path, parse_qs(target.query), body))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_words: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Robot) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
