"""Defects of identity (art. 6): the number breaks its own rule, or the record contradicts it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from authenticity_lab.synthetic.defects import Draft, on_record
from authenticity_lab.synthetic.identifiers import resident_numbers
from authenticity_lab.synthetic.parties import HOLDER, INSURED

DEGENERATE = (
    "111111111111111111",
    "000000000000000000",
    "888888888888888888",
    "123456789012345678",
)
NO_PROVINCE = ("10", "16", "24", "30", "38", "47", "55", "66", "72", "80", "84", "91", "99")
NO_DATE = ("19851345", "19900231", "19770431", "18700105", "20990101", "20270808")


def _target(draft: Draft) -> int:
    """The holder or the first insured, whichever has a resident number; the holder always has."""
    insured = draft.rows(INSURED)[0]
    is_fit = draft.world.parties.document[insured] == 0 and draft.rng.random() < 0.3
    return insured if is_fit else draft.rows(HOLDER)[0]


def _numbered(stem: str) -> str:
    return str(resident_numbers(np.array([int(stem)]))[0]).zfill(18)


@on_record("identity.id_no.format", needs="resident", subject="id_no")
def malformed(draft: Draft) -> list[int]:
    """A digit lost, doubled or turned into a letter."""
    row = _target(draft)
    number = draft.plain_id(row)
    place = int(draft.rng.integers(7, 16))
    draft.put(row, "id_no", draft.choose(
        number[:-1], number + "7", number[:place] + "O" + number[place + 1 :], number[:place],
        number[:place] + number[place : place + 2] + number[place:],
    ))  # fmt: skip
    return [row]


@on_record("identity.id_no.checksum", needs="resident", subject="id_no")
def miskeyed(draft: Draft) -> list[int]:
    """One wrong digit at the end: the date and the sex inside stay right."""
    row = _target(draft)
    number = draft.plain_id(row)
    others = [digit for digit in "0123456789X" if digit != number[-1]]
    draft.put(row, "id_no", number[:-1] + others[int(draft.rng.integers(len(others)))])
    return [row]


@on_record("identity.id_no.birth_date", needs="resident", subject="id_no")
def impossible_birth(draft: Draft) -> list[int]:
    """A date inside that does not exist or cannot be, under a right check digit."""
    row = _target(draft)
    number = draft.plain_id(row)
    draft.put(row, "id_no", _numbered(f"{number[:6]}{draft.choose(*NO_DATE)}{number[14:17]}"))
    return [row]


@on_record("identity.id_no.region", needs="resident", subject="id_no")
def no_such_province(draft: Draft) -> list[int]:
    """The first two digits are no province; the check digit is right."""
    row = _target(draft)
    draft.put(row, "id_no", _numbered(f"{draft.choose(*NO_PROVINCE)}{draft.plain_id(row)[2:17]}"))
    return [row]


@on_record("identity.id_no.degenerate", needs="resident", subject="id_no")
def degenerate(draft: Draft) -> list[int]:
    """A filler; it fails this rule and none of the others."""
    row = _target(draft)
    draft.put(row, "id_no", draft.choose(*DEGENERATE))
    return [row]


@on_record("identity.sex_mismatch", needs="resident", subject="sex")
def other_sex(draft: Draft) -> list[int]:
    """The record's sex contradicts the number's."""
    rows = draft.same_person(_target(draft))
    other = "F" if draft.get(rows[0], "sex") == "M" else "M"
    for row in rows:
        draft.put(row, "sex", other)
    return rows


@on_record("identity.birth_date_mismatch", needs="resident", subject="birth_date")
def other_birth_date(draft: Draft) -> list[int]:
    """The record's birth date contradicts the number's, wherever the person stands here."""
    rows = draft.same_person(_target(draft))
    number = draft.plain_id(rows[0])
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    wrong = str(born - timedelta(int(draft.rng.integers(1, 1000))))
    for row in rows:
        draft.put(row, "birth_date", wrong)
    return rows


@on_record("identity.sex_invalid", needs="resident", subject="sex")
def no_sex(draft: Draft) -> list[int]:
    """Anything but the two codes of the contract."""
    row = _target(draft)
    draft.put(row, "sex", draft.choose("男", "女", "1", "2", "U", "先生"))
    return [row]


@on_record("identity.birth_date_invalid", needs="resident", subject="birth_date")
def unreadable_birth_date(draft: Draft) -> list[int]:
    """No calendar has such a date."""
    row = draft.rows(HOLDER)[0]
    draft.put(
        row, "birth_date", draft.choose("1985-13-45", "1990-02-31", "八五年三月", "1985", "3/85")
    )
    return [row]


@on_record("identity.birth_date_invalid", needs="self_insured_otherwise", subject="birth_date")
def birth_date_out_of_range(draft: Draft) -> list[int]:
    """On papers without a date inside, so that nothing can disagree with it."""
    rows = draft.same_person(draft.rows(HOLDER)[0])
    wrong = draft.choose("2031-05-01", "2099-01-01", "1890-05-05")
    for row in rows:
        draft.put(row, "birth_date", wrong)
    return rows


@on_record("identity.name_invalid", needs="resident", subject="name")
def broken_name(draft: Draft) -> list[int]:
    """On every record of the person here: one spelling throughout, so only this rule is true."""
    rows = draft.same_person(draft.rows(HOLDER)[0])
    name = str(draft.world.people.names(draft.world.pool, draft.world.parties.person[rows[:1]])[0])
    broken = draft.choose("123456", name[0] + "?", name[0] + "□", name[0] + "\ufffd", name + "😀")
    for row in rows:
        draft.put(row, "name", broken)
    return rows
