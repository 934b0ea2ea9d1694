"""The county codes that existed, from python-stdnum's table, and the places of today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from authenticity_lab.synthetic.arrays import Days, Ints, Mask, Texts, at, texts

FIRST_ISSUE = 1985
"""Identity numbers were first given out then, to people of every age."""
OPEN_END = 9999
NAMES = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\"\[\]]+)")
NO_PLACE = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@dataclass(frozen=True)
class Regions:
    """County codes with the years of their life, and the addresses' first words of today."""

    code: Ints
    first_year: Ints
    last_year: Ints
    places: Texts
    """Province, city and county in one string, for the counties that exist today."""

    def draw(self, born: Days, rng: np.random.Generator) -> Ints:
        """A county code for everyone, in use when the person got the number.

        The code of an elderly person may be younger than the person, or retired since: both are
        genuine, and both are common.
        """
        issued = np.maximum(born.astype("datetime64[Y]").astype(np.int64) + 1970, FIRST_ISSUE)
        issued = issued + rng.integers(0, 12, len(born))
        drawn = rng.integers(0, len(self.code), len(born))
        while (unfit := self._unfit(drawn, issued)).any():
            drawn[unfit] = rng.integers(0, len(self.code), int(unfit.sum()))
        return at(self.code, drawn)

    def _unfit(self, drawn: Ints, issued: Ints) -> Mask:
        late = self.first_year[drawn] > np.minimum(issued, 2026)
        gone: Mask = self.last_year[drawn] < np.minimum(issued, 2026)
        return late | gone


@cache
def load() -> Regions:
    """Read the table `cn/loc` once."""
    rows, names = _read()
    code, first, last, places = [], [], [], []
    for number, versions in rows:
        code.append(number)
        first.append(min(start for start, _, _ in versions))
        last.append(max(end for _, end, _ in versions))
        _, end, name = max(versions, key=lambda version: version[1])
        if end == OPEN_END:
            city = names.get(number // 100 * 100, "")
            places.append(names[number // 10000 * 10000] + (city if _is_place(city) else "") + name)
    return Regions(np.array(code), np.array(first), np.array(last), texts(places))


def _is_place(name: str) -> bool:
    return bool(name) and name not in NO_PLACE


def _read() -> tuple[list[tuple[int, list[tuple[int, int, str]]]], dict[int, str]]:
    rows: list[tuple[int, list[tuple[int, int, str]]]] = []
    names: dict[int, str] = {}
    province = 0
    for line in (resources.files("stdnum") / "cn" / "loc.dat").read_text("utf-8").splitlines():
        if line.startswith("#") or '"' not in line:
            continue
        head, text = line.split(" ", 1)[0], line.split('"')[1]
        if head:
            province = int(head) * 10000
            names[province] = text
            continue
        number = province + int(line.split()[0])
        versions = _versions(text)
        names[number] = versions[-1][2]
        if number % 100 and province < 710000 and _is_place(names[number]):
            rows.append((number, versions))
    return rows, names


def _versions(text: str) -> list[tuple[int, int, str]]:
    found = NAMES.findall(text)
    return [(int(start or 0), int(end or OPEN_END), name) for start, end, name in found]
