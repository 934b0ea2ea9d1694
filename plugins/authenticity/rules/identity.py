"""Art. 6: the ID number obeys its coding rule; sex, birth date and relation agree with it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from authenticity.rules.catalogue import Rule
from authenticity.rules.completeness import full_years
from authenticity.rules.party_frame import PartyFrame
from authenticity.rules.verdict import Dates, Mask, Verdict, judged


def well_formed(frame: PartyFrame, rule: Rule) -> Verdict:
    """17 digits and a digit or X; a valid 15-digit number is fine."""
    ids = frame.resident_ids
    is_fine = ids.is_well_formed | ids.is_legacy
    return judged(frame.has_resident_no, ~is_fine)


def second_generation(frame: PartyFrame, rule: Rule) -> Verdict:
    """A valid 15-digit number is genuine, and long replaced by one of 18 digits."""
    return judged(frame.has_resident_no, frame.resident_ids.is_legacy)


def no_filler(frame: PartyFrame, rule: Rule) -> Verdict:
    """Equal or running digits; of 18, they fail this rule and none of the others."""
    return judged(frame.has_resident_no, frame.resident_ids.is_degenerate)


def check_digit(frame: PartyFrame, rule: Rule) -> Verdict:
    """ISO 7064 MOD 11-2, of 18-digit numbers."""
    return judged(_of_18_digits(frame), ~frame.resident_ids.checksum_ok)


def possible_birth(frame: PartyFrame, rule: Rule) -> Verdict:
    """The date inside exists, is not after the entry date and at most 120 years back."""
    return judged(_of_18_digits(frame), ~frame.resident_ids.birth_ok)


def province(frame: PartyFrame, rule: Rule) -> Verdict:
    """The first two digits, which never retired; 9x belongs to another type of document."""
    return judged(_of_18_digits(frame), ~frame.resident_ids.province_ok)


def county(frame: PartyFrame, rule: Rule) -> Verdict:
    """Counted only: codes retire, and people of every age were numbered in the mid-1980s."""
    ids = frame.resident_ids
    return judged(_of_18_digits(frame) & ids.province_ok, ~ids.county_known)


def _of_18_digits(frame: PartyFrame) -> Mask:
    ids = frame.resident_ids
    return frame.has_resident_no & ids.is_well_formed & ~ids.is_degenerate


def _is_proven(frame: PartyFrame) -> Mask:
    """The number passes every check, 15-digit ones included, so it can prove something."""
    return frame.has_resident_no & frame.resident_ids.is_valid


def sex_agrees(frame: PartyFrame, rule: Rule) -> Verdict:
    """Held against proven numbers only: a mistyped digit would accuse the wrong field."""
    is_male = frame.resident_ids.sex == "M"
    return judged(_is_proven(frame) & frame.has_sex, is_male != frame.is_male)


def birth_date_agrees(frame: PartyFrame, rule: Rule) -> Verdict:
    """Held against proven numbers only, and where the birth date can be read."""
    has_date = ~np.isnat(frame.birth_date)
    differs = frame.birth_date != frame.resident_ids.birth_date
    return judged(_is_proven(frame) & has_date, differs)


def sex_readable(frame: PartyFrame, rule: Rule) -> Verdict:
    """M or F after trim, width and case; the contract knows no other code."""
    return judged(frame.is_present("sex"), ~frame.has_sex)


def birth_date_plausible(frame: PartyFrame, rule: Rule) -> Verdict:
    """Readable, not after the entry date, and not more than `oldest_years` before it."""
    born, day = frame.birth_date, np.timedelta64(1, "D")
    is_too_old = full_years(born + day, frame.as_of) >= rule.threshold("oldest_years")
    return judged(
        frame.is_present("birth_date"), np.isnat(born) | (born > frame.as_of) | is_too_old
    )


def document_format(frame: PartyFrame, rule: Rule) -> Verdict:
    """Passports, permits and the like: length, degeneracy, and the form of foreigners' cards."""
    applies = frame.is_present("id_no") & ~frame.has_resident_no
    return judged(applies, frame.documents.suspicious)


def name_valid(frame: PartyFrame, rule: Rule) -> Verdict:
    """Letters or Han characters, and none that got broken on its way."""
    return judged(frame.is_present("name"), frame.names.invalid)


def name_unsuspicious(frame: PartyFrame, rule: Rule) -> Verdict:
    """Forms that real names can have but mistyped ones more often do."""
    applies = frame.is_present("name") & ~frame.names.invalid
    return judged(applies, frame.names.suspicious)


def relation_possible(frame: PartyFrame, rule: Rule) -> Verdict:
    """The relation names what the insured is to the policyholder; both ages must allow it.

    Judged only where both birth dates can be read: a guess would accuse families. Of several
    policyholders the first by `seq` is compared; SELF is right with any of them.
    """
    born, other = frame.birth_date, frame.policyholder_birth_date
    applies = frame.of(rule.subject) & ~(np.isnat(born) | np.isnat(other))
    is_bad = np.zeros(len(frame), dtype=bool)
    for relation, is_impossible in _IMPOSSIBLE.items():
        rows = np.flatnonzero(applies & (frame.relation == relation))
        is_bad[rows] = is_impossible(born[rows], other[rows], frame.as_of[rows], rule)
    not_the_first = np.flatnonzero(is_bad & (frame.relation == "SELF"))
    is_bad[not_the_first] = ~frame.may_be_policyholder(not_the_first)
    return judged(applies, is_bad)


def _is_no_parent(parent: Dates, child: Dates, on: Dates, rule: Rule) -> Mask:
    too_near: Mask = full_years(parent, child) < rule.threshold("parent_years_older")
    return too_near | (parent >= child)


def _is_no_spouse(born: Dates, other: Dates, on: Dates, rule: Rule) -> Mask:
    too_young: Mask = full_years(np.maximum(born, other), on) < rule.threshold("spouse_from_years")
    return too_young


_IMPOSSIBLE: dict[str, Callable[[Dates, Dates, Dates, Rule], Mask]] = {
    "SELF": lambda born, other, on, rule: born != other,
    "PARENT": _is_no_parent,
    "CHILD": lambda born, other, on, rule: _is_no_parent(other, born, on, rule),
    "SPOUSE": _is_no_spouse,
}


PARTY_RULES: dict[str, Callable[[PartyFrame, Rule], Verdict]] = {
    "identity.id_no.format": well_formed,
    "identity.id_no.legacy": second_generation,
    "identity.id_no.degenerate": no_filler,
    "identity.id_no.checksum": check_digit,
    "identity.id_no.birth_date": possible_birth,
    "identity.id_no.region": province,
    "identity.id_no.county_unknown": county,
    "identity.sex_mismatch": sex_agrees,
    "identity.birth_date_mismatch": birth_date_agrees,
    "identity.sex_invalid": sex_readable,
    "identity.birth_date_invalid": birth_date_plausible,
    "identity.document_format": document_format,
    "identity.name_invalid": name_valid,
    "identity.name_suspicious": name_unsuspicious,
    "identity.relation_illogical": relation_possible,
}
