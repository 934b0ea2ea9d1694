"""Arguments of commands that put on record what somebody says: each a word of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


def said(
    command: str, about: str | None, words: Sequence[str], arguments: list[str] | None
) -> dict[str, str]:
    """Each word by name, "" where it was not given; whether it must be, the command decides.

    `make` gives them as `--word=value`, so that a value may begin with a hyphen.
    """
    parser = argparse.ArgumentParser(prog=f"make {command}", description=about, allow_abbrev=False)
    for name in words:
        parser.add_argument(f"--{name.replace('_', '-')}", dest=name, default="")
    chosen = vars(parser.parse_args(arguments))
    return {name: str(chosen[name]).strip() for name in words}
