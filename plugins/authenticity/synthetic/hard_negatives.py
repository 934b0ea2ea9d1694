"""Genuine records that a hasty rule takes for false ones, counted by kind.

None of them is an error, and none has a truth row at level E. The synthetic insurer is only
worth its name while each kind is there in numbers; a test looks at these counts.
"""

from __future__ import annotations

import numpy as np

from authenticity.synthetic import addresses, regions
from authenticity.synthetic.arrays import NOBODY, Ints, Mask
from authenticity.synthetic.customers import UNMERGED
from authenticity.synthetic.parties import INSURED
from authenticity.synthetic.people import Document
from authenticity.synthetic.pools import MINORITY
from authenticity.synthetic.world import World

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


def count(world: World) -> dict[str, int]:
    """Judged parties, persons or policies of each kind."""
    parties, people = world.parties, world.people
    judged = parties.is_judged_role & (parties.person != NOBODY)
    judged &= world.policies.is_judged[parties.policy]
    rows = np.flatnonzero(judged)
    person = np.unique(parties.person[rows])
    found = {name: parties.document[rows] == kind for name, kind in DOCUMENTS.items()}
    found |= _counties(world, person)
    found |= {
        "minority_name": people.group[person] == MINORITY,
        "village_address": addresses.is_village(parties.address[rows[parties.address[rows] >= 0]]),
        "self_policy": np.isin(parties.person[rows], _sellers(world)),
        "clerks_own_policy": np.isin(parties.person[rows], world.force.staff_person),
        "mobile_shared_within_policy": _borrowed(world, rows),
        "payer_with_exception": world.policies.has_exception & world.policies.is_judged,
        "merged_customer": np.isin(parties.customer[rows], world.merges[0]),
        "unmerged_second_number": _unmerged(world, rows),
        "twins": _twins(world),
        "namesakes": _repeats(people.names(world.pool, person).astype(str)),
    }
    return {name: int(mask.sum()) for name, mask in found.items()}


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


def _twins(world: World) -> Mask:
    born = world.people.born
    pair = world.homes.member[:, 2:4]
    both = (pair >= 0).all(axis=1)
    twins: Mask = both & (born[pair[:, 0]] == born[pair[:, 1]])
    return twins


def _repeats(keys: Ints) -> Mask:
    _, counts = np.unique(keys, return_counts=True)
    repeated: Mask = counts > 1
    return repeated
