"""What the screening's statements say of themselves: which tables each reads, and who reads it.

The headers are the one place where that is written. The engine makes the tables that a rule's
header names, a test compares every header with its statement, and `docs/screening.md` is made of
them. Most statements make the table of their own name; the others are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from authenticity.screening.sql import PHASES, STATEMENTS, read_by

SEVERAL = {
    "group_party": "current_party",
    "found_party": "current_party",
    "further_party": "current_party",
    "related_party": "current_party",
    "entry_filed": "filed_account",
}
"""Tables that one statement makes under other names than its own."""

IN_PYTHON = {
    "customer_root": ("screening/merges.py", ["customer_merge"]),
    "compared_number": ("screening/blocking.py", ["candidate_number", "candidate_of_families"]),
    "related_policy": ("screening/clusters.py", ["cluster", "member"]),
    "resolved": ("screening/persons.py", ["comparison"]),
    "relationship": ("screening/families.py", ["related_record"]),
    "multi_owner_number": ("lake/index/multi_owner_values.py", ["entry_number"]),
    "multi_owner_account": ("lake/index/multi_owner_accounts.py", ["entry_account"]),
}
"""Tables that no statement makes: the module that does, and of what."""

_SENTENCE = re.compile(r"\A-- (.*?)\n-- Grain:", re.DOTALL)
_COMMENT = re.compile(r"\A{# (.*?\.)(?=\s[A-Za-z`]|\s#})", re.DOTALL)
_RULES = re.compile(r"^-- Rules: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Statement:
    """A file of `include/sql/screening` that makes a table, or is a rule."""

    name: str
    phase: str
    sentence: str
    reads: tuple[str, ...]
    rules: str

    @property
    def is_of_phones(self) -> bool:
        """Whether it is on the way to `suspicious.shared_phone`."""
        is_step = self.rules.startswith("those") and not self.rules.endswith("families of a number")
        return is_step or self.name == "suspicious.shared_phone"


@dataclass(frozen=True)
class SharedText:
    """A file with macros: text that several statements have in common."""

    path: str
    sentence: str
    users: tuple[str, ...]


def statements() -> Iterator[Statement]:
    """All of them, by phase and name; a file that begins with a brace holds macros only."""
    for phase in PHASES:
        for path in sorted((STATEMENTS / phase).glob("*.sql")):
            text = path.read_text(encoding="utf-8")
            if sentence := _SENTENCE.search(text):
                rules = _RULES.search(text)
                yield Statement(
                    path.stem,
                    phase,
                    sentence[1].replace("\n-- ", " "),
                    read_by(text),
                    rules[1] if rules else "",
                )


def shared_texts() -> Iterator[SharedText]:
    """The files of macros; one of them may be used by another."""
    texts = {path: path.read_text(encoding="utf-8") for path in STATEMENTS.glob("*/*.sql")}
    for path, text in sorted(texts.items()):
        if sentence := _COMMENT.match(text):
            users = [each.stem for each in sorted(texts) if f"'{path.name}'" in texts[each]]
            words = " ".join(sentence[1].split())
            yield SharedText(f"{path.parent.name}/{path.name}", words, tuple(users))


def maker(table: str) -> str:
    """The statement that makes a table; for one of the lake, or of Python, the table itself."""
    return SEVERAL.get(table, table)


def readers(name: str) -> list[str]:
    """Who reads what a statement makes, or a table of the lake or of Python: statements, tables."""
    by_statements = [
        each.name for each in statements() if name in map(maker, each.reads) and each.name != name
    ]
    return by_statements + [table for table, (_, read) in IN_PYTHON.items() if name in read]
