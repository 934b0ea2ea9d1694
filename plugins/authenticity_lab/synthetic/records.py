"""The records of a stretch of policies as text columns, in the contract's words and order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from authenticity_lab.synthetic import clerks_cells, documents, identifiers, products, spelling
from authenticity_lab.synthetic.arrays import (
    NOBODY,
    Ints,
    Texts,
    day_texts,
    digits,
    instant_texts,
    stream,
    texts,
    unless,
)
from authenticity_lab.synthetic.customers import customer_numbers
from authenticity_lab.synthetic.parties import BENEFICIARY, HOLDER, RELATIONS, ROLES
from authenticity_lab.synthetic.policies import STATUSES
from authenticity_lab.synthetic.pools import LATIN
from authenticity_lab.synthetic.sales_force import BRANCHES
from authenticity_lab.synthetic.world import World

Row = tuple[Any, ...]
PRODUCT_CODES = texts([product.code for product in products.PRODUCTS])


@dataclass
class Chunk:
    """The policies `first` to `last` with their parties, and what planting adds or takes away."""

    world: World
    first: int
    last: int
    policy: dict[str, Texts]
    party: dict[str, Texts]
    plain_id: Texts
    """ID numbers before anybody respelt them."""
    dropped: set[int] = field(default_factory=set)
    callbacks: list[Row] = field(default_factory=list)

    @property
    def first_row(self) -> int:
        return int(self.world.parties.start[self.first])

    def policy_rows(self) -> list[Row]:
        return list(zip(*(column.tolist() for column in self.policy.values()), strict=True))

    def party_rows(self) -> list[Row]:
        rows = zip(*(column.tolist() for column in self.party.values()), strict=True)
        base = self.first_row
        return [row for position, row in enumerate(rows, base) if position not in self.dropped]


def write(world: World, first: int, last: int) -> Chunk:
    """Spell out the policies `first` to `last` (exclusive) as clerks keyed them."""
    rng = stream(world.size.seed, "records", first)
    begin, end = (int(world.parties.start[policy]) for policy in (first, last))
    rows = np.arange(begin, end)
    person, shown = world.parties.person[rows], world.parties.id_of[rows]
    plain = documents.numbers(world.people, world.parties.document[rows], shown)
    party = _party_columns(world, rows, person, plain.copy())
    policy = policy_columns(world, np.arange(first, last))
    _respell(world, party, person, rng)
    clerks_cells.write(world, rows, party, policy)
    _write_companies(world, rows, party)
    return Chunk(world, first, last, policy, party, plain)


def policy_numbers(world: World, policy: Ints) -> Texts:
    """Policy numbers: year of entry, then the order of entry."""
    year = world.policies.entered[policy].astype("datetime64[Y]").astype(np.int64) + 1970
    numbers: Texts = "P" + digits(year) + digits(policy + 1, 9)
    return numbers


def policy_number(world: World, policy: int) -> str:
    """The same for one policy."""
    return f"P{str(world.policies.entered[policy])[:4]}{policy + 1:09d}"


def agent_codes(agent: Ints) -> Texts:
    """Salespeople's codes, None for nobody."""
    return unless(agent == NOBODY, "A" + digits(np.maximum(agent, 0) + 10_000_001))


def agency_codes(agency: Ints) -> Texts:
    """Agencies' codes, None for none."""
    return unless(agency == NOBODY, "B" + digits(np.maximum(agency, 0) + 100_001))


def landline_texts(numbers: Ints) -> Texts:
    """Dialling code with its zero, hyphen, local number."""
    spelt: Texts = "0" + digits(numbers // 10**8) + "-" + digits(numbers % 10**8, 8)
    return spelt


def policy_columns(world: World, at: Ints) -> dict[str, Texts]:
    """`policy` in the order of the contract."""
    book = world.policies
    payer, channel = book.payer[at], book.channel[at]
    is_banca = (channel == products.BANK) & (at % 10 > 0)
    override = unless(book.override_days[at] < 0, book.override_days[at])
    named = texts(world.people.names(world.pool, np.maximum(payer, 0)))
    return {
        "policy_no": policy_numbers(world, at),
        "product_code": PRODUCT_CODES[book.product[at]],
        "is_individual": texts(1 - products.IS_GROUP[book.product[at]].astype(int)),
        "source_system": np.where(is_banca, texts(["BANCA"]), texts(["CORE"])),
        "channel_code": texts(products.CHANNELS)[channel],
        "branch_code": texts(BRANCHES)[book.branch[at]],
        "agent_code": agent_codes(book.agent[at]),
        "agency_code": agency_codes(book.agency[at]),
        "status": texts(STATUSES)[book.status[at]],
        "applied_on": day_texts(book.applied[at]),
        "issued_on": day_texts(book.issued[at]),
        "receipt_signed_on": day_texts(book.receipt[at]),
        "callback_done_on": day_texts(book.called_back[at]),
        "cooling_off_days": override,
        "premium_fen": texts(book.premium_fen[at]),
        "payer_account": _where(payer, identifiers.account_numbers(np.maximum(payer, 0))),
        "payer_name": _where(payer, named),
        "payer_exception_no": unless(~book.has_exception[at], "EX" + digits(at, 8)),
        "entered_at": instant_texts(book.entered[at]),
        "updated_at": instant_texts(book.updated[at]),
    }


def _party_columns(world: World, rows: Ints, person: Ints, id_no: Texts) -> dict[str, Texts]:
    """`party` in the order of the contract, every value as it ought to be written."""
    people, parties = world.people, world.parties
    shown, document = parties.id_of[rows], parties.document[rows]
    mobile, landline, address = (
        column[rows] for column in (parties.mobile, parties.landline, parties.address)
    )
    is_sparse = (parties.role[rows] == BENEFICIARY) & (rows % 5 < 2)
    id_no[is_sparse] = None
    return {
        "policy_no": policy_numbers(world, parties.policy[rows]),
        "role": texts(ROLES)[parties.role[rows]],
        "seq": texts(parties.seq[rows]),
        "customer_no": customer_numbers(parties.customer[rows]),
        "name": people.names(world.pool, person),
        "sex": np.where(people.is_male[shown], texts(["M"]), texts(["F"])),
        "birth_date": day_texts(people.born[shown]),
        "id_type": unless(is_sparse, documents.types(document, shown)),
        "id_no": id_no,
        "id_valid_until": documents.validity(people, document, shown),
        "nationality": documents.nationality(people, document, shown),
        "mobile": _where(mobile, digits(people.mobile[mobile])),
        "phone": _where(landline, landline_texts(people.landline[landline])),
        "email": _where(parties.email[rows], "c" + digits(parties.email[rows]) + "@example.com"),
        "address": _where(address, world.addresses.texts(np.maximum(address, 0))),
        "postcode": _where(address, world.addresses.postcodes(np.maximum(address, 0))),
        "relation_to_policyholder": texts(RELATIONS)[parties.relation[rows]],
    }


def _where(index: Ints, values: Texts) -> Texts:
    return unless(index == NOBODY, values)


def _respell(world: World, party: dict[str, Texts], person: Ints, rng: np.random.Generator) -> None:
    group = world.people.group[person]
    is_dotted = np.char.count(party["name"].astype(str), "·") > 0
    spelling.respell_dots(party["name"], is_dotted, rng)
    latin = group == LATIN
    names = party["name"][latin]
    spelling.respell(names, ((0.1, str.title), (0.03, spelling.wide)), rng)
    party["name"][latin] = names
    spelling.respell(party["name"], spelling.NAME_SPELLINGS, rng)
    spelling.respell(party["id_no"], spelling.ID_SPELLINGS, rng)
    spelling.respell(party["birth_date"], spelling.DATE_SPELLINGS, rng)
    spelling.respell(party["mobile"], spelling.MOBILE_SPELLINGS, rng)
    spelling.respell(party["phone"], spelling.LANDLINE_SPELLINGS, rng)
    spelling.respell(party["address"], spelling.ADDRESS_SPELLINGS, rng)


def _write_companies(world: World, rows: Ints, party: dict[str, Texts]) -> None:
    """A group policy's holder is a company, and its insured share the company's telephone."""
    policy = world.parties.policy[rows]
    is_group = products.IS_GROUP[world.policies.product[policy]]
    for row in np.flatnonzero(is_group):
        number = int(policy[row])
        party["mobile"][row] = str(world.people.mobile[number % len(world.people)])
        if world.parties.role[rows[row]] == HOLDER:
            party["name"][row] = world.pool.companies[number % len(world.pool.companies)]
            party["id_type"][row], party["id_no"][row] = "OTHER", f"91440101MA{number % 10**8:08d}"
            party["sex"][row] = party["birth_date"][row] = party["id_valid_until"][row] = None
