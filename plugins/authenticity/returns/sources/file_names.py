"""Which files of a folder are lists, by their names alone."""

from __future__ import annotations

_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
_LOCKS = ("~$", ".")
"""Programs' own files: Office and WPS put `~$…` beside an open workbook, LibreOffice `.~lock…`."""


def is_finished(name: str) -> bool:
    """Whether a file of this name is somebody's, and no program's on the way to becoming one."""
    return not (name.startswith(_LOCKS) or name.lower().endswith(_UNFINISHED))
