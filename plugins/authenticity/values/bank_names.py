"""Banks in a payer's cell: what they are called, and what may be one that nobody put on the list.

Data: `include/banks.yaml`, and the administrative divisions of GB/T 2260, after which most are
called. Whoever is on neither list may still be a bank, which accuses nobody.

>>> names = ("江苏银行", "张家口市商业银行", "宁夏黄河农村商业银行", "渝农商行", "广发信用卡")
>>> [len(name) in ends_of(name, 0) for name in names]
[True, True, True, True, True]
>>> sorted(ends_of("窦敏银行卡", 0)), sorted(ends_that_may_be("窦敏银行卡", 0))
([], [4])
>>> belongs_to("窦敏", "窦敏银行卡"), belongs_to("窦敏", "窦敏银行")
(True, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values import divisions
from authenticity.values.name_words import alternatives

_LONGEST_BRANCH = 22
_BANK = "银行"
_COUNTY = re.compile("(?<=..)(?:自治)?[市县区旗]$")


@dataclass(frozen=True)
class Banks:
    """`include/banks.yaml`."""

    names: str
    kinds: str
    ends: str
    cards: str
    behind: str
    belongings: str

    @cached_property
    def stems(self) -> frozenset[str]:
        """Whatever may stand before an end: names, kinds, divisions in full and in short."""
        places = divisions.names()
        short = {_COUNTY.sub("", place) for place in places}
        return frozenset({*self.names.split(), *self.kinds.split(), *places, *short})

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(stem) for stem in self.stems}))

    @cached_property
    def end(self) -> re.Pattern[str]:
        return re.compile(alternatives(self.ends.split()))

    @cached_property
    def branch(self) -> re.Pattern[str]:
        """What may stand behind the end: the firm's legal form, a branch, a card of the bank's."""
        return re.compile(
            "(?:中国)?(?:(?:股份)?有限(?:责任)?公司)?"
            "(?:[\u4e00-\u9fff]{1,8}(?:支行|分行|营业部|分社))?"
            f"(?:{alternatives(self.behind.split())})?"
        )

    @cached_property
    def with_card(self) -> re.Pattern[str]:
        """A bank's name of two characters and more with a card behind it."""
        names = (name for name in self.names.split() if len(name) > 1)
        return re.compile(f"(?:{alternatives(names)})(?:{alternatives(self.cards.split())})")

    @cached_property
    def unlisted(self) -> re.Pattern[str]:
        """Two characters before 银行, or more before a word that only banks have."""
        kinds = alternatives(kind for kind in self.kinds.split() if len(kind) > 1)
        ends = alternatives(self.ends.split())
        han = "[\u4e00-\u9fff]"
        return re.compile(
            f"(?:{han}{{2,6}}(?:{kinds})(?:{ends})|{han}{{2}}{_BANK}|{han}{{2,4}}(?!{_BANK})(?:{ends}))"
        )


@cache
def banks() -> Banks:
    """The banks as the business keeps them."""
    return config.load(INCLUDE / "banks.yaml", Banks)


def ends_of(plain: str, start: int) -> set[int]:
    """Where a bank that is called so at a place may end, with and without its branch.

    A single letter (渝农商行) is none's before 银行.
    """
    card = banks().with_card.match(plain, start)
    found = with_branch(plain, card.end()) if card else set()
    for place in _behind_stems(plain, start):
        end = banks().end.match(plain, place)
        if end and not (place == start + 1 and end[0] == _BANK):  # 王江苏银行
            found |= with_branch(plain, end.end())
    return found


def ends_that_may_be(plain: str, start: int) -> set[int]:
    """The same of a bank that is on no list."""
    unlisted = banks().unlisted.match(plain, start)
    return with_branch(plain, unlisted.end()) if unlisted else set()


def with_branch(plain: str, end: int) -> set[int]:
    """Where a bank's name that ends at a place may go on to: its legal form, a branch, a card."""
    longest = min(len(plain), end + _LONGEST_BRANCH)
    return {last for last in range(end, longest + 1) if banks().branch.fullmatch(plain, end, last)}


def belongs_to(name: str, cell: str) -> bool:
    """Whether a cell speaks of what somebody of the name has at a bank."""
    has = f"{re.escape(name)}的?银行(?:{alternatives(banks().belongings.split())})"
    return re.search(has, cell) is not None


def _behind_stems(plain: str, start: int) -> set[int]:
    reached, waiting = {start}, [start]
    while waiting:
        place = waiting.pop()
        for end in _next(plain, place):
            if end not in reached:
                reached.add(end)
                waiting.append(end)
    return reached


def _next(plain: str, start: int) -> Iterator[int]:
    for length in banks().lengths:
        if plain[start : start + length] in banks().stems and start + length <= len(plain):
            yield start + length
