"""The oracle against brute force: every pair of records of a small insurer, told from its texts."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from tests.unit.lab.conftest import build_in

from authenticity_lab.synthetic import planting, season, world

SIZE = world.InsurerSize(4000, 16)
PERSONAL = ("mobile", "phone")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return build_in(tmp_path_factory.mktemp("small"), SIZE.policies, SIZE.seed)


@pytest.fixture(scope="module")
def records(small):
    """Policyholders and insureds of live individual policies, each with its true person."""
    made = world.make(SIZE)
    planting.allot(made)
    identity = {}
    parties = made.parties
    numbers = small.policy["policy_no"].sort_values(key=lambda column: column.str[5:]).to_list()
    for policy, role, seq, person in zip(
        parties.policy, parties.role, parties.seq, parties.person, strict=True
    ):
        identity[numbers[policy], ("POLICYHOLDER", "INSURED", "BENEFICIARY")[role], seq] = person
    book = small.policy
    live = book[book["status"].isin(["IN_FORCE", "PENDING"]) & (book["is_individual"] == 1)]
    party = small.party[small.party["role"] != "BENEFICIARY"].merge(
        live[["policy_no", "entered_at", "updated_at", "payer_account", "payer_name"]],
        on="policy_no",
    )
    keys = zip(party["policy_no"], party["role"], party["seq"], strict=True)
    return party.assign(person=[identity[key] for key in keys])


def digits(column: pd.Series) -> pd.Series:
    plain = column.str.normalize("NFKC").str.replace(r"(?:-|转|#)80\d$", "", regex=True)
    plain = plain.str.replace(r"\D", "", regex=True).str.replace(r"^86(?=1)", "", regex=True)
    issued = plain.str.fullmatch(r"1\d{10}|0\d{10,11}") & ~plain.str.contains("9{7}|8{7}|1234567")
    return plain.where(issued & (plain != "13800138000"))


def midnight(updated: str) -> str:
    """00:00 of the run that judges an entry; the eve of the season for the stock."""
    day = pd.Timestamp(updated).date()
    return str(season.FIRST_DAY if day < season.FIRST_DAY else season.list_date(day))


def first_seen(records: pd.DataFrame) -> dict[str, str]:
    """By policy, from when the lake has it: the stock has what was entered before the season."""
    is_stock = records["entered_at"] < str(season.FIRST_DAY)
    since = records["entered_at"].where(is_stock, records["updated_at"])
    return dict(zip(records["policy_no"], since, strict=True))


def brute_force(held: pd.DataFrame, records: pd.DataFrame, judged: set[str]) -> set[tuple]:
    """(policy, explained) of every hit, by comparing each holder with each other one."""
    members = records.groupby("policy_no")["person"].agg(set).to_dict()
    policies = records.groupby("person")["policy_no"].agg(set).to_dict()
    updated = dict(zip(records["policy_no"], records["updated_at"], strict=True))
    since = first_seen(records)
    hits = {}
    for _, cluster in held.groupby("number"):
        rows = list(zip(cluster["policy_no"], cluster["person"], strict=True))
        for (policy, person), (other, stranger) in product(rows, rows):
            seen = midnight(updated[policy])
            outside = stranger not in members[policy]
            if policy in judged and outside and since[other] < seen:
                common = policies[person] & policies[stranger]
                related = any(since[number] < seen for number in common)
                pair = hits.setdefault((policy, cluster["number"].iloc[0]), {})
                pair[stranger] = pair.get(stranger, False) or related
    return {(policy, all(pair.values())) for (policy, _), pair in hits.items()}


def told(small, rule_code: str) -> set[tuple]:
    truth = small.truth[small.truth["rule_code"] == rule_code]
    return set(zip(truth["policy_no"], truth["kind"] == "explained", strict=True))


def test_shared_phones_equal_brute_force(small, records):
    held = pd.concat(
        [records.assign(number=digits(records[column])) for column in PERSONAL]
    ).dropna(subset="number")
    expected = brute_force(held, records, set(small.judged["policy_no"]))
    assert {explained for _, explained in expected} == {True, False}
    assert told(small, "suspicious.shared_phone") == expected


def test_shared_accounts_equal_brute_force(small, records):
    accounts = small.read("SELECT * FROM customer_account WHERE valid_to IS NULL")
    on_file = records.merge(accounts, on="customer_no").rename(columns={"account_no": "number"})
    marked = small.truth[small.truth["rule_code"] == "suspicious.payer_not_policyholder"]
    book = small.policy[small.policy["payer_exception_no"].isna()]
    own = records[(records["role"] == "POLICYHOLDER") & records["payer_account"].notna()]
    own = own[own["policy_no"].isin(book["policy_no"])]
    own = own[~own["policy_no"].isin(marked["policy_no"])].rename(
        columns={"payer_account": "number"}
    )
    held = pd.concat([on_file, own])[["policy_no", "person", "number"]].drop_duplicates()
    expected = brute_force(held, records, set(small.judged["policy_no"]))
    assert {explained for _, explained in expected} == {True, False}
    assert told(small, "suspicious.shared_account") == expected


def crowds(held: pd.DataFrame, records: pd.DataFrame, judged: set[str], more_than: int) -> set[str]:
    """Policies on whose number more families stand than that, as far as their run had seen."""
    policies = records.groupby("person")["policy_no"].agg(set).to_dict()
    updated = dict(zip(records["policy_no"], records["updated_at"], strict=True))
    since = first_seen(records)
    hits = set()
    persons = held.groupby("number")["person"].transform("nunique")
    for _, cluster in held[persons > more_than].groupby("number"):
        for policy in set(cluster["policy_no"]) & judged:
            seen = {number for number in since if since[number] < midnight(updated[policy])}
            left = set(cluster[cluster["policy_no"].isin(seen)]["person"])
            families = 0
            while left:
                families += 1
                family = [left.pop()]
                for one in family:
                    kin = {other for other in left if policies[one] & policies[other] & seen}
                    left -= kin
                    family.extend(kin)
            if families > more_than:
                hits.add(policy)
    return hits


def test_crowded_homes_and_mailboxes_equal_brute_force(small, records):
    for field, more_than in (("address", 3), ("email", 2)):
        plain = records[field].str.normalize("NFKC").str.replace(r"[\s,，]", "", regex=True)
        held = records.assign(number=plain.str.lower()).dropna(subset="number")
        expected = crowds(held, records, set(small.judged["policy_no"]), more_than)
        truth = small.truth[small.truth["rule_code"] == f"suspicious.shared_{field}"]
        assert set(truth["policy_no"]) == expected
        assert expected


def test_salespeoples_phones_equal_a_join_of_the_texts(small, records):
    staff = small.read("SELECT mobile, phone FROM salesperson")
    register = set(digits(staff["mobile"])) | set(digits(staff["phone"]).dropna())
    is_hit = digits(records["mobile"]).isin(register) | (
        digits(records["phone"]).dropna().isin(register).reindex(records.index, fill_value=False)
    )
    expected = set(records[is_hit]["policy_no"]) & set(small.judged["policy_no"])
    truth = small.truth[small.truth["rule_code"] == "suspicious.salesperson_phone"]
    assert set(truth["policy_no"]) == expected
    assert set(truth["kind"]) == {"false", "explained"}
