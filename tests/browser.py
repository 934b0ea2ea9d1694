"""Headless Chromium, and what pages ask the network for."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.debian import find_or_install

SKIPPED = "CHROMIUM IS MISSING: the Data Docs were NOT opened in a browser; install chromium"

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 60
_LOCAL = ("file:", "data:", "about:", "blob:")
_NOBODY = "not an origin"
"""The initiator of what the browser does without a page."""
_QUIET = (
    "--headless",
    "--no-sandbox",  # root cannot have one; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--disable-features=OptimizationHints,MediaRouter,Translate,DialMediaRouteProvider",
)


def find() -> Path | None:
    """The browser, installed from Debian if need be."""
    return find_or_install("chromium", _found)


def _found() -> Path | None:
    paths = (shutil.which(name) for name in _NAMES)
    return next((Path(path) for path in paths if path), None)


def requests_of(chromium: Path, pages: Iterable[Path]) -> list[str]:
    """Opens every page, each in a frame of its own, and gives what they asked the network for.

    The browser's own log of the network tells what a page asked for from what the browser did on
    its own account (updates, clock). No name is resolved, so nothing leaves the machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        opener, log = Path(folder) / "all.html", Path(folder) / "net.json"
        frames = "".join(f'<iframe src="{page.resolve().as_uri()}"></iframe>' for page in pages)
        opener.write_text(f"<!DOCTYPE html><body>{frames}</body>", encoding="utf-8")
        run(
            chromium,
            opener,
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--log-net-log={log}",
            "--dump-dom",
        )
        return sorted(set(_asked_by_pages(json.loads(log.read_text())["events"])))


def _asked_by_pages(events: list[dict[str, Any]]) -> Iterator[str]:
    for event in events:
        asked = event.get("params") or {}
        url, initiator = asked.get("url", ""), asked.get("initiator", _NOBODY)
        if initiator != _NOBODY and not url.startswith(_LOCAL):
            yield url


def run(chromium: Path, page: Path, *options: str) -> str:
    """One page in a fresh profile; what the browser prints."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(chromium), *_QUIET, f"--user-data-dir={profile}", *options]
        done = subprocess.run(
            [*command, page.resolve().as_uri()],
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            text=True,
        )
    return done.stdout
