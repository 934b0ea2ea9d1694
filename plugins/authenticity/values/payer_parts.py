"""Parts of a payer's cell that name nobody else: banks, ways of paying, 本人, cards, accounts.

They are data, `include/payer_words.yaml` and `include/banks.yaml`, and are combined freely: a list
of whole phrases would always lack some. Figures count as parts, for they are an account's or a
document's.

>>> [is_made_of_parts(value) for value in ("工行代扣", "本人银行卡", "建行尾号1234", "周代扣")]
[True, True, True, False]
>>> names_holder("投保人账户"), names_holder("银联代扣")
(True, False)
>>> without_parts("钱春花工商银行"), without_parts("本人钱春花"), without_parts("孙建行")
('钱春花', '钱春花', '孙建行')
>>> without_parts("扎西·卓玛银行卡"), without_parts("扎西卓玛")
('扎西·卓玛', '扎西卓玛')
>>> without_parts("由钱春花账户扣款"), without_parts("由春花")
('钱春花', '由春花')
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values import bank_names
from authenticity.values.name_words import any_of, compact, wording

_FIGURES = re.compile("[0-9*X]*[0-9][0-9*X]*")
_SIGNS = re.compile(r"[^\w*]")
_LONGEST = 40
"""Characters: a longer text is a sentence, and is not taken apart."""

_FROM = re.compile("^[由从用](?=..)")
"""由钱春花账户扣款: said before a name where a part follows it; alone it may be a family name."""

_SHORTEST_NAME = 2
"""Letters that are left of a name before a part is taken off it: a surname alone is a person. A
single letter is never taken off (李建交).
"""


Ends = Callable[[str, int], set[int]]
"""Where a part that begins at a place of a text may end."""


@dataclass(frozen=True)
class Parts:
    """`include/payer_words.yaml`."""

    holder: config.Listed
    banks: config.Listed
    ways: config.Listed
    things: config.Listed

    @cached_property
    def part(self) -> re.Pattern[str]:
        """One part at the beginning of a text, the longest first."""
        every = (*self.holder, *self.banks, *self.ways, *self.things, *wording().labels)
        return re.compile(f"{any_of(every)}|{_FIGURES.pattern}")

    @cached_property
    def short_bank(self) -> re.Pattern[str]:
        return re.compile(any_of(self.banks))

    @cached_property
    def holders(self) -> re.Pattern[str]:
        return re.compile(any_of(self.holder))

    @cached_property
    def words(self) -> str:
        """A regular expression that finds whatever may hold a part."""
        beside = (*wording().labels, *wording().titles_behind)
        words = (*self.holder, *self.banks, *self.ways, *self.things, *beside)
        return f"{any_of(words)}|{bank_names.banks().end.pattern}"


@cache
def parts() -> Parts:
    """The parts as the business keeps them."""
    return config.load(INCLUDE / "payer_words.yaml", Parts)


def ends_of_parts(plain: str, start: int) -> set[int]:
    """Where a listed part, a listed bank among them, may end."""
    part = parts().part
    ends = {end for end in range(start + 1, len(plain) + 1) if part.fullmatch(plain, start, end)}
    short = parts().short_bank.match(plain, start)
    branches = bank_names.with_branch(plain, short.end()) if short else set()
    return ends | branches | bank_names.ends_of(plain, start)


def ends_of_possible_parts(plain: str, start: int) -> set[int]:
    """The same where whatever stands before 银行 is a bank."""
    return ends_of_parts(plain, start) | bank_names.ends_that_may_be(plain, start)


def is_made_of_parts(value: str, ends_of: Ends = ends_of_parts) -> bool:
    """Whether nothing but parts and figures stands in a word."""
    plain = _SIGNS.sub("", compact(value))
    return 0 < len(plain) <= _LONGEST and len(plain) in _reached(plain, ends_of)


def names_holder(value: str) -> bool:
    """Whether a word made of parts says that the policyholder pays."""
    return parts().holders.search(compact(value)) is not None


def without_parts(word: str, ends_of: Ends = ends_of_parts) -> str:
    """A word without the parts that touch a name in it, at either end."""
    plain = compact(word)
    if not _SHORTEST_NAME < len(plain) <= _LONGEST:
        return word
    behind_dot = max((found.end() for found in _SIGNS.finditer(plain)), default=0)
    for start in range(behind_dot + _SHORTEST_NAME, len(plain) - 1):
        is_family_name = plain[:start] in wording().double
        if not is_family_name and is_made_of_parts(plain[start:], ends_of):
            return _FROM.sub("", plain[:start])
    ends = _reached(plain, ends_of)
    before = [end for end in ends if 1 < end <= len(plain) - _SHORTEST_NAME]
    return plain[max(before) :] if before else word


def _reached(plain: str, ends_of: Ends) -> set[int]:
    """Every place that a row of parts from the beginning may reach."""
    reached, waiting = {0}, [0]
    while waiting:
        for end in ends_of(plain, waiting.pop()) - reached:
            reached.add(end)
            waiting.append(end)
    return reached
