"""Keyed digests over what a list was sent with, so that a changed cell is seen when it comes back.

Each locked column in sight has its own digest, the folded ones have one together: a reply can then
name the column. They are bound to the list, so no row can be carried over from another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from authenticity.problem_list.form import Form
from authenticity.problem_list.sheet_reading import plain_text

_BETWEEN = "\x1f"
FOLDED = "右侧折叠栏"
_DIGEST_BYTES = 4
"""A clerk has no key to try with, and one try a day: 32 bits a column are plenty."""


@dataclass(frozen=True)
class LineDigests:
    """Makes and compares the digests of the rows of one list."""

    form: Form
    content_digest: str
    key: bytes

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Headings, and the positions of the columns that a digest is over."""
        sent = [(i, each) for i, each in enumerate(self.form.columns) if each.is_sent]
        in_sight = [(each.heading, (i,)) for i, each in sent if not each.folded]
        return (*in_sight, (FOLDED, tuple(i for i, each in sent if each.folded)))

    def of_row(self, values: Sequence[object]) -> str:
        """The digests of a row whose values are in the order of the form, parted by blanks."""
        return " ".join(
            self._digest(heading, [plain_text(values[i]) for i in places])
            for heading, places in self.groups
        )

    def changed(self, expected: str, found: str) -> tuple[str, ...]:
        """Headings whose digests differ."""
        pairs = zip(self.groups, expected.split(), found.split(), strict=True)
        return tuple(heading for (heading, _), before, after in pairs if before != after)

    def _digest(self, heading: str, texts: Sequence[str]) -> str:
        content = _BETWEEN.join((self.content_digest, heading, *texts))
        return hashlib.blake2b(
            content.encode("utf-8", "surrogatepass"),
            key=self.key,
            digest_size=_DIGEST_BYTES,
            person=b"list line",
        ).hexdigest()


def seal(texts: Iterable[str], key: bytes) -> str:
    """One digest over all that the hidden sheet says; 32 hex digits."""
    digest = hashlib.blake2b(key=key, digest_size=16, person=b"list seal")
    between = ""
    for text in texts:  # piece by piece: the texts of a large list, joined, would take long to hold
        digest.update(f"{between}{text}".encode("utf-8", "surrogatepass"))
        between = _BETWEEN
    return digest.hexdigest()
