"""A wait that is longer than people expect says once for what it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger("authenticity")

SECONDS_OF_SILENCE = 5.0
"""Whoever looks at a terminal for longer begins to doubt it."""


@contextmanager
def told(what: str) -> Iterator[None]:
    """Do something that may take long; `what` names whom it waits for, and no value."""
    timer = threading.Timer(SECONDS_OF_SILENCE, log.info, ("waits for %s", what))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
