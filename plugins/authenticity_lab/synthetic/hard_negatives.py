"""Genuine records that a hasty rule takes for false ones, by kind.

None of them is an error for what it is; whatever level E says of one must stand in the truth
table for a reason of its own. The synthetic insurer is only worth its name while each kind is
there in numbers; a test looks at these counts, and the demo at the findings on the records.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np

from authenticity_lab.synthetic import addresses, clerks_cells, regions
from authenticity_lab.synthetic.arrays import NOBODY, Ints, Mask
from authenticity_lab.synthetic.customers import UNMERGED
from authenticity_lab.synthetic.parties import HOLDER, INSURED, ROLES
from authenticity_lab.synthetic.people import Document
from authenticity_lab.synthetic.pools import MINORITY
from authenticity_lab.synthetic.records import policy_numbers
from authenticity_lab.synthetic.world import World

DOCUMENTS = {
    "legacy_number": Document.LEGACY,
    "hkmt_residence": Document.HKMT_RESIDENCE,
    "hkm_permit": Document.HKM_PERMIT,
    "tw_permit": Document.TW_PERMIT,
    "passport": Document.PASSPORT,
    "foreign_pr_old": Document.FOREIGN_PR_OLD,
    "foreign_pr_new": Document.FOREIGN_PR_NEW,
    "military": Document.MILITARY,
    "minor_without_number": Document.CHILD_WITHOUT,
    "minor_birth_cert_date": Document.CHILD_BIRTH_CERT_DATE,
    "minor_household_book_date": Document.CHILD_BOOK_DATE,
}


@dataclass(frozen=True)
class Record:
    """One genuine record of a kind; `list_date` is that of the list that judges it."""

    kind: str
    list_date: str
    policy_no: str
    party_role: str
    party_seq: int


def count(world: World) -> dict[str, int]:
    """Judged parties of each kind."""
    return {kind: len(rows) for kind, rows in rows_by_kind(world).items()}


def records(world: World) -> Iterator[Record]:
    """The records of each kind that the lists of the season judge."""
    parties = world.parties
    for kind, rows in rows_by_kind(world).items():
        days = world.policies.list_date[parties.policy[rows]]
        listed = rows[~np.isnat(days)]
        numbers = policy_numbers(world, parties.policy[listed]).tolist()
        dates = days[~np.isnat(days)].astype(str).tolist()
        roles, seqs = parties.role[listed].tolist(), parties.seq[listed].tolist()
        for number, day, role, seq in zip(numbers, dates, roles, seqs, strict=True):
            yield Record(kind, day, number, ROLES[role], seq)


def write(path: Path, found: Iterable[Record]) -> None:
    """The records as CSV, beside the truth table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Record))
        writer.writerows(astuple(record) for record in found)


def rows_by_kind(world: World) -> dict[str, Ints]:
    """Rows of judged parties of each kind."""
    parties = world.parties
    judged = parties.is_judged_role & (parties.person != NOBODY)
    judged &= world.policies.is_judged[parties.policy]
    rows = np.flatnonzero(judged)
    masks = {name: parties.document[rows] == kind for name, kind in DOCUMENTS.items()}
    masks |= _of_persons(world, parties.person[rows])
    masks |= _of_records(world, rows)
    masks |= clerks_cells.rows_by_kind(world, rows)
    return {name: rows[mask] for name, mask in masks.items()}


def _of_persons(world: World, person: Ints) -> dict[str, Mask]:
    """What the person is, on whatever record."""
    return _counties(world, person) | {
        "minority_name": world.people.group[person] == MINORITY,
        "self_policy": np.isin(person, _sellers(world)),
        "clerks_own_policy": np.isin(person, world.force.staff_person),
        "twins": np.isin(person, _twins(world)),
        "namesakes": _are_namesakes(world, person),
    }


def _of_records(world: World, rows: Ints) -> dict[str, Mask]:
    """What this record of the person shows."""
    parties, book = world.parties, world.policies
    policy, address = parties.policy[rows], parties.address[rows]
    has_address = address >= 0
    in_village = np.zeros(len(rows), dtype=bool)
    in_village[has_address] = addresses.is_village(address[has_address])
    return {
        "village_address": in_village,
        "mobile_shared_within_policy": _borrowed(world, rows),
        "payer_with_exception": book.has_exception[policy] & (parties.role[rows] == HOLDER),
        "merged_customer": np.isin(parties.customer[rows], world.merges[0]),
        "unmerged_second_number": _unmerged(world, rows),
    }


def _counties(world: World, person: Ints) -> dict[str, Mask]:
    """Codes younger than their bearer, and codes that have retired since."""
    table = regions.load()
    code = world.people.stem[person] // 10**11
    at = np.minimum(np.searchsorted(table.code, code), len(table.code) - 1)
    is_known = table.code[at] == code
    born = world.people.born[person].astype("datetime64[Y]").astype(np.int64) + 1970
    return {
        "county_younger_than_person": is_known & (table.first_year[at] > born),
        "county_retired": is_known & (table.last_year[at] != regions.OPEN_END),
    }


def _sellers(world: World) -> Ints:
    staff = world.force.people
    sellers: Ints = staff.person[staff.is_customer]
    return sellers


def _borrowed(world: World, rows: Ints) -> Mask:
    """A child's record with the mobile of the policyholder of the same policy."""
    parties = world.parties
    holder = parties.person[parties.start[parties.policy[rows]]]
    is_other = (parties.role[rows] == INSURED) & (parties.person[rows] != holder)
    borrowed: Mask = is_other & (parties.mobile[rows] == holder)
    return borrowed


def _unmerged(world: World, rows: Ints) -> Mask:
    """Second numbers of persons whom the insurer has not merged."""
    parties = world.parties
    own = parties.customer[rows]
    is_second = (own % 4 != UNMERGED) & (own // 4 == parties.person[rows])
    first: Mask = is_second & ~np.isin(own, world.merges[1])
    return first


def _twins(world: World) -> Ints:
    born = world.people.born
    pair = world.homes.member[:, 2:4]
    both = (pair >= 0).all(axis=1)
    twins: Ints = pair[both & (born[pair[:, 0]] == born[pair[:, 1]])].ravel()
    return twins


def _are_namesakes(world: World, person: Ints) -> Mask:
    """Persons of one name on judged records."""
    distinct, at = np.unique(person, return_inverse=True)
    names = world.people.names(world.pool, distinct).astype(str)
    _, name, holders = np.unique(names, return_inverse=True, return_counts=True)
    shared: Mask = (holders[name] > 1)[at]
    return shared
