"""The tables beside policies and parties: channels, teams, registers, accounts, merges."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from authenticity_lab.synthetic import identifiers, products
from authenticity_lab.synthetic.arrays import (
    NOBODY,
    Days,
    Ints,
    Texts,
    day_texts,
    digits,
    texts,
    unless,
)
from authenticity_lab.synthetic.customers import customer_numbers
from authenticity_lab.synthetic.documents import numbers as document_numbers
from authenticity_lab.synthetic.documents import types as document_types
from authenticity_lab.synthetic.records import Row, agency_codes, agent_codes, landline_texts
from authenticity_lab.synthetic.sales_force import BRANCHES, has_landline
from authenticity_lab.synthetic.world import World

RELATIONS = ("SPOUSE", "PARENT", "CHILD", "SIBLING")


def tables(world: World) -> Iterator[tuple[str, list[Row]]]:
    """Every small table with its rows, in the order of the contract's columns."""
    yield "channel", _channels()
    yield "team", _teams(world)
    yield "agency", _agencies(world)
    yield "agency_staff", _staff(world)
    yield "salesperson", _salespeople(world)
    yield "salesperson_relative", _relatives(world)
    yield "product", _products()
    yield "customer_merge", _merges(world)
    yield "customer_account", _accounts(world)


def _rows(*columns: Texts | np.ndarray) -> list[Row]:
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _channels() -> list[Row]:
    return [
        (
            code,
            name,
            f"backoffice.{code.lower()}@example.com",
            f"manager.{code.lower()}@example.com",
        )
        for code, name in zip(products.CHANNELS, products.CHANNEL_NAMES, strict=True)
    ]


def _products() -> list[Row]:
    return [
        (one.code, one.name, one.category, one.term_months, one.cooling_off_days)
        for one in products.PRODUCTS
    ]


def team_codes(team: Ints) -> Texts:
    """Codes of teams."""
    codes: Texts = "T" + digits(team + 1_000_001)
    return codes


def _teams(world: World) -> list[Row]:
    staff = world.force.people
    team, first = np.unique(staff.team, return_index=True)
    code = team_codes(team)
    return _rows(
        code,
        texts(products.CHANNEL_NAMES)[staff.channel[first]] + digits(team % 10_000 + 1) + "组",
        texts(products.CHANNELS)[staff.channel[first]],
        texts(BRANCHES)[staff.branch[first]],
        world.people.names(world.pool, staff.person[first]),
        "leader." + np.array([value.lower() for value in code], dtype=object) + "@example.com",
    )


def _agencies(world: World) -> list[Row]:
    force = world.force
    at = np.arange(force.agencies)
    is_bank = force.agency_channel == products.BANK
    towns = world.pool.streets[at % len(world.pool.streets)]
    banks = texts(["工商银行", "农业银行", "建设银行", "邮储银行", "农村商业银行"])
    names = np.where(
        is_bank, banks[at % 5] + towns + digits(at) + "支行", towns + digits(at) + "保险经纪"
    )
    return _rows(
        agency_codes(at),
        names,
        np.where(is_bank, texts(["BANK_OUTLET"]), texts(["BROKER"])),
        texts(products.CHANNELS)[force.agency_channel],
        landline_texts(world.people.landline[force.agency_person]),
        world.addresses.texts(world.agency_address(at)),
    )


def _staff(world: World) -> list[Row]:
    force, people = world.force, world.people
    return _rows(
        agency_codes(force.staff_agency),
        digits(np.arange(len(force.staff_person)) + 1, 6),
        people.names(world.pool, force.staff_person),
        digits(people.mobile[force.staff_person]),
        np.full(len(force.staff_person), None),
        world.addresses.texts(world.stranger_address(force.staff_person)),
        day_texts(force.staff_from),
        day_texts(force.staff_to),
    )


def _salespeople(world: World) -> list[Row]:
    staff, people = world.force.people, world.people
    person = staff.person
    landline = landline_texts(people.landline[person])
    return _rows(
        agent_codes(np.arange(len(staff))),
        people.names(world.pool, person),
        document_types(people.document[person], person),
        document_numbers(people, people.document[person], person),
        digits(people.mobile[person]),
        unless(~has_landline(person), landline),
        world.addresses.texts(world.stranger_address(person)),
        identifiers.account_numbers(person),
        texts(products.CHANNELS)[staff.channel],
        texts(BRANCHES)[staff.branch],
        team_codes(staff.team),
        agency_codes(staff.agency),
        day_texts(staff.qualified),
        day_texts(staff.joined),
        day_texts(staff.left),
    )


def _relatives(world: World) -> list[Row]:
    force, people = world.force, world.people
    person = force.relative_person
    return _rows(
        agent_codes(force.relative_agent),
        people.names(world.pool, person),
        texts(RELATIONS)[force.relative_relation],
        digits(people.mobile[person]),
        world.addresses.texts(world.stranger_address(person)),
    )


def _merges(world: World) -> list[Row]:
    begin, into = world.merges
    return _rows(customer_numbers(begin), customer_numbers(into))


def _accounts(world: World) -> list[Row]:
    held = world.accounts
    ends: Days = held.valid_to
    return _rows(
        customer_numbers(held.customer),
        identifiers.account_numbers(held.account),
        world.people.names(world.pool, np.where(held.named == NOBODY, 0, held.named)),
        texts(["ICBC", "ABC", "CCB", "PSBC"])[held.account % 4],
        day_texts(held.valid_from),
        day_texts(ends),
    )
