"""Two workers that do the same at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable


def at_once(work: Callable[[], object]) -> None:
    """Do it twice, side by side; what one of them raises is raised here."""
    errors: list[BaseException] = []

    def watched() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=watched) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
