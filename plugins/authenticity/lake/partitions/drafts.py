"""Partitions that come and go as a whole: written and removed under a name that nobody reads."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_DRAFT = ".draft"


def draft_of(folder: Path) -> Path:
    """Where a partition is written, beside its place; nobody reads there."""
    return folder.with_name(f".{folder.name}{_DRAFT}")


def clear_drafts(parent: Path) -> None:
    """Remove what a step that was killed has left among the partitions of `parent`."""
    for left_over in parent.glob(f".*{_DRAFT}"):
        shutil.rmtree(left_over)


def remove(folder: Path) -> None:
    """Take a partition away: at once out of sight, so that nobody reads half of one."""
    draft = draft_of(folder)
    folder.rename(draft)
    sync(folder.parent)
    shutil.rmtree(draft)


def sync(path: Path) -> None:
    """Wait until a file or a folder's names are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
