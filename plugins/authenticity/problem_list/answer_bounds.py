"""How much one line of a returned list may say. What is beyond is named, and not carried on.

One text of millions of characters, which all lines of a small file name, would be masked, kept and
told to the auditors once a line, and the database might not take it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from authenticity.problem_list.form import Form

LONGEST = 4_000
"""Characters of a cell: thirty attempts and a page of remarks."""

MOST = 30
"""Pieces of evidence, or attempts; more come with another file, for a case keeps them all."""

TOO_LONG = "{heading}超过 {longest} 字，请精简后重填"
TOO_MANY = "{heading}超过 {most} 条，请分几次填报"

Item = TypeVar("Item")
Problems = tuple[str, ...]


def cells(filled: Mapping[str, object], form: Form) -> tuple[dict[str, object], Problems]:
    """The cells of a line by column key, without the texts that are too long."""
    long = [key for key, value in filled.items() if isinstance(value, str) and len(value) > LONGEST]
    kept = {key: None if key in long else value for key, value in filled.items()}
    return kept, tuple(TOO_LONG.format(heading=form.heading(key), longest=LONGEST) for key in long)


def items(found: tuple[Item, ...], heading: str) -> tuple[tuple[Item, ...], Problems]:
    """The first pieces of evidence or attempts of a line, and what to do about too many."""
    if len(found) <= MOST:
        return found, ()
    return found[:MOST], (TOO_MANY.format(heading=heading, most=MOST),)
