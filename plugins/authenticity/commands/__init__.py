"""What `make` calls: each command reads the environment, talks to the terminal, and returns."""

import sys
from types import TracebackType

INTERRUPTED = (
    "stopped by Ctrl-C; nothing is half done: the same command again goes on or starts anew"
)


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Ctrl-C while a command still loads, before its frame (`frame.guarded`) is there."""
    if issubclass(kind, KeyboardInterrupt):
        print(f"error: {INTERRUPTED}", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


if sys.argv[0] == "-m":  # this process is a command, and loads it
    sys.excepthook = _tell
