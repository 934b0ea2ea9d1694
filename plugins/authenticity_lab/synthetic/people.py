"""Who the people are: name pieces, sex, birth date, document and the numbers they hold.

A person is a row of small numbers; texts are made when a record is written. So a million
policies fit in memory, and a person's true identity, the row, is at hand for the oracle.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from authenticity_lab.synthetic import identifiers, pools, regions
from authenticity_lab.synthetic.arrays import Days, Ints, Mask, Texts, at, stream

TODAY = np.datetime64("2026-10-10")
"""The last day of business; ages are counted back from it."""


class Document(IntEnum):
    """What a person shows; the last five are a child's."""

    RESIDENT = 0
    LEGACY = 1
    HKMT_RESIDENCE = 2
    HKM_PERMIT = 3
    TW_PERMIT = 4
    PASSPORT = 5
    FOREIGN_PR_OLD = 6
    FOREIGN_PR_NEW = 7
    MILITARY = 8
    CHILD_WITHOUT = 9
    CHILD_BIRTH_CERT_DATE = 10
    CHILD_BIRTH_CERT = 11
    CHILD_BOOK_DATE = 12
    CHILD_BOOK_NUMBER = 13


ORIGINS = [0.972, 0.006, 0.006, 0.003, 0.004, 0.003, 0.003, 0.003]
"""Shares of households by document: mainland, HKMT residence, permits, foreigners, military."""
ORIGIN_DOCUMENT = np.array([0, 2, 3, 4, 5, 6, 7, 8])
CHILD_DOCUMENTS = [0.5, 0.2, 0.08, 0.06, 0.08, 0.08]
SPARE_RUNS, SPARE_RUN = 100, 3
LEGACY_SHARE = 0.02
"""Of those born before 1986: the number on file was never renewed."""


@dataclass(frozen=True)
class People:
    """One row a person; every column is an array of the same length."""

    left: Ints
    right: Ints
    group: Ints
    is_male: Mask
    born: Days
    document: Ints
    child_document: Ints
    """What a record shows that was made while the person was a minor."""
    stem: Ints
    """The first 17 digits of the resident number."""
    nation: Ints
    mobile: Ints
    """Behind the persons' own follow spare numbers, in runs of `SPARE_RUN` consecutive ones."""
    landline: Ints

    def names(self, pool: pools.Pools, rows: Ints) -> Texts:
        names: Texts = pool.left[self.left[rows]] + pool.right[self.right[rows]]
        return names

    def __len__(self) -> int:
        return len(self.born)


@dataclass(frozen=True)
class Outline:
    """What a household decides about its members before they get names and numbers."""

    origin: Ints
    family_name: Ints
    """Row whose family name the person bears."""
    is_male: Mask
    born: Days


def make(outline: Outline, pool: pools.Pools, seed: int) -> People:
    """Give everyone a name, a document and numbers; no number is given out twice."""
    rng = stream(seed, "people")
    count = len(outline.born)
    document = ORIGIN_DOCUMENT[outline.origin]
    group = _groups(document, rng)[outline.family_name]
    left = pool.draw_left(group, rng)
    is_elder = outline.born < np.datetime64("1986-01-01")
    is_legacy = (document == 0) & is_elder & (rng.random(count) < LEGACY_SHARE)
    child = np.where(document == 0, _child_documents(count, rng), document)
    nation = np.where(np.isin(document, (5, 6, 7)), rng.integers(1, 6, count), 0)
    offset = int(rng.integers(10**7, 6 * 10**7))
    return People(
        left=left[outline.family_name],
        right=pool.draw_right(group, outline.is_male, rng),
        group=group,
        is_male=outline.is_male,
        born=outline.born,
        document=np.where(is_legacy, int(Document.LEGACY), document),
        child_document=child,
        stem=_stems(outline, document, rng),
        nation=nation,
        mobile=np.concatenate([identifiers.mobile_numbers(count, offset), _spare_mobiles()]),
        landline=identifiers.landline_numbers(count, offset),
    )


def _spare_mobiles() -> Ints:
    first = identifiers.SPARE_PREFIX * 10**8 + 20_371_840 + np.arange(SPARE_RUNS) * 70_409
    return (first[:, None] + np.arange(SPARE_RUN)).ravel()


def _groups(document: Ints, rng: np.random.Generator) -> Ints:
    """Which pool of names a document goes with."""
    is_foreign = np.isin(document, (5, 6, 7))
    is_hkmt = np.isin(document, (2, 3, 4))
    is_minority = (document == 0) & (rng.random(len(document)) < 0.01)
    choices = [is_foreign, is_hkmt, is_minority]
    return np.select(choices, [pools.LATIN, pools.TRADITIONAL, pools.MINORITY], pools.HAN)


def _child_documents(count: int, rng: np.random.Generator) -> Ints:
    kinds = np.array([0, 9, 10, 11, 12, 13])
    edges = np.cumsum(CHILD_DOCUMENTS) / np.sum(CHILD_DOCUMENTS)
    return kinds[np.searchsorted(edges, rng.random(count), side="right")]


def _stems(outline: Outline, document: Ints, rng: np.random.Generator) -> Ints:
    """County, birth date and order number, odd for men; drawn again until all differ."""
    codes = regions.load().draw(outline.born, rng)
    hkmt = rng.choice([810000, 820000, 830000], len(codes))
    foreign = (
        900000 + rng.choice([11, 31, 32, 44], len(codes)) * 1000 + rng.integers(4, 895, len(codes))
    )
    codes = np.select([document == 2, document == 7], [hkmt, foreign], codes)
    root = codes * 10**11 + _as_digits(outline.born) * 1000
    order = _orders(outline.is_male, rng)
    while len(again := _repeated(root + order)):
        order[again] = _orders(outline.is_male[again], rng)
    stems: Ints = root + order
    return stems


def _orders(is_male: Mask, rng: np.random.Generator) -> Ints:
    """995 down: the last four order numbers were for people over a hundred."""
    orders: Ints = rng.integers(1, 497, len(is_male)) * 2 + is_male
    return orders


def _as_digits(days: Days) -> Ints:
    """Dates as the number yyyymmdd."""
    month = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]")
    by_month = (year.astype(np.int64) + 1970) * 100 + (month - year).astype(np.int64) + 1
    by_day: Ints = by_month * 100 + (days - month).astype(np.int64) + 1
    return by_day


def _repeated(numbers: Ints) -> Ints:
    order = np.argsort(numbers, kind="stable")
    same = numbers[order][1:] == numbers[order][:-1]
    return at(order[1:], same)
