"""How a salesperson or agency is called on a register: masked name, and code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from authenticity.sanctions.sanction_kinds import SanctionWords

Names = Callable[[], Mapping[tuple[str, str], str]]
"""By kind and code; asked for only where a register is written."""


def shown(
    kind: str, number: str, names: Mapping[tuple[str, str], str], words: SanctionWords
) -> str:
    """`业务员 张* A000123`; without a name the code alone."""
    return " ".join(filter(None, (words.subjects[kind], names.get((kind, number)), number)))
