"""A name out of its cell, without label, title and remark (data: `include/name_words.yaml`).

>>> read("姓名：赵德海（已故）").bare, read("赵德海 已故").bare, read("户名王秀英女士").bare
('赵德海', '赵德海', '王秀英')
>>> words_of("Mr. John Smith"), words_of("SMITH, JOHN MR"), words_of("Miss")
(['JOHN', 'SMITH'], ['SMITH', 'JOHN'], ['MISS'])
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values import cell, han, text
from authenticity.values.cell import Cell

_GAP = r"[\s:/,、;_\-\u2010-\u2015\u00b7]+"


@dataclass(frozen=True)
class Wording:
    """`include/name_words.yaml`."""

    labels: config.Listed
    titles_behind: config.Listed
    titles: config.Listed
    remarks: config.Listed
    other_names: config.Listed
    family_names: str
    double_family_names: str

    @cached_property
    def usual(self) -> re.Pattern[str]:
        """A family name of one character or two, and one or two more."""
        single = "".join(self.family_names.split())
        return re.compile(
            f"(?:{alternatives(self.double_family_names.split())}|[{single}])[\u4e00-\u9fff]{{1,2}}"
        )

    @cached_property
    def double(self) -> frozenset[str]:
        return frozenset(self.double_family_names.split())

    @cached_property
    def label(self) -> re.Pattern[str]:
        return re.compile(rf"^(?:{any_of(self.labels)})[\s:]*(?=.)", re.IGNORECASE)

    @cached_property
    def behind(self) -> re.Pattern[str]:
        """A title that touches the name, or a remark that a gap sets off."""
        titles = any_of(self.titles_behind)
        remarks = f"{any_of(self.remarks)}|(?:{any_of(self.other_names)})[\\s:]*.{{1,8}}"
        return re.compile(rf"(?:(?<=..){_GAP}(?P<remark>{remarks})|(?<=..)\s?(?:{titles}))$")

    @cached_property
    def dressed(self) -> str:
        """A regular expression for a name with a label or a title that touches it."""
        return f"^(?:{any_of(self.labels)})|(?:{any_of(self.titles_behind)})$"

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(entry.value for entry in self.titles)


@cache
def wording() -> Wording:
    """The words as the business keeps them."""
    return config.load(INCLUDE / "name_words.yaml", Wording)


def is_usual(name: str) -> bool:
    """Whether a name begins with a family name and has a given name of one or two characters."""
    return wording().usual.fullmatch(name) is not None


def any_of(entries: config.Listed) -> str:
    """A regular expression for any of the words, long ones first."""
    return alternatives(compact(entry.value) for entry in entries)


def alternatives(words: Iterable[str]) -> str:
    """The same of plain words."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def compact(value: str) -> str:
    """The form in which words are kept: half width, simplified, capitals, no spaces."""
    return han.simplify(text.fold(value)).upper().replace(" ", "")


@lru_cache(maxsize=4096)  # whoever judges a column asks for a name several times
def read(value: str) -> Cell:
    """The name alone, and the remarks beside it."""
    found = cell.name(value)
    while len(found.bare) <= cell.LONGEST:
        bare = wording().label.sub("", found.bare)
        behind = wording().behind.search(bare)
        remarks = found.remarks
        if behind:
            bare = bare[: behind.start()]
            remarks = (*remarks, *filter(None, [behind.group("remark")]))
        if bare == found.bare:
            return found
        found = replace(cell.name(bare), remarks=(*cell.name(bare).remarks, *remarks))
    return found


def words_of(name: str) -> list[str]:
    """The words of a name in capitals, without titles unless there is nothing else."""
    words = [word for word in re.split(r"[\s,./]+", name.upper()) if word]
    return [word for word in words if word not in wording().words] or words
