"""A seller's findings as links: one number a cluster, with all customers and all others of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, cast

from authenticity.cases.shared_numbers import Seller, SharedNumberFinding
from authenticity.findings.finding import Finding
from authenticity.pages.link_picture import words
from authenticity.pages.link_picture.links import (
    STANDINGS,
    Customer,
    Links,
    Other,
    OtherKind,
    SellerKind,
    SharedNumber,
    Standing,
)
from authenticity.pages.link_picture.masked_records import MaskedRecords

End = TypeVar("End", Customer, Other)

NOT_IN_ORDER = ("CONFIRMED_FALSE", "REFUSED", "CORRECTED")
_TRUE = "LEGITIMATE"
_RELATIONS = {"SPOUSE": "配偶", "PARENT": "父母", "CHILD": "子女", "SIBLING": "兄弟姐妹"}
_REGISTERS: Mapping[str, OtherKind] = {
    "salesperson": "salesperson",
    "relative": "relative",
    "agency_staff": "staff",
    "agency": "agency",
}
"""By what the code of a rule says after `suspicious.`; the longer ones first."""


def links(seller: Seller, findings: Iterable[SharedNumberFinding], records: MaskedRecords) -> Links:
    """The links of one seller, whose findings come with the latest first."""
    kind, code = cast(SellerKind, seller[0]), seller[1]
    clusters: dict[tuple[str, str], list[SharedNumberFinding]] = defaultdict(list)
    for each in findings:
        cluster_id = each.finding.cluster_id or ""
        clusters[each.finding.subject_key.partition(":")[0], cluster_id].append(each)
    own = {each.finding.policy_no for those in clusters.values() for each in those}
    numbers = [
        _number(attribute, cluster_id, those, own, seller, records)
        for (attribute, cluster_id), those in clusters.items()
    ]
    return Links(kind, code, records.registers.get(seller, ""), tuple(sorted(numbers, key=_grave)))


def standing_of(each: SharedNumberFinding) -> Standing:
    """How a finding stands: a warning waits for nobody, and UNREACHABLE decides nothing."""
    if each.verdict in NOT_IN_ORDER:
        return "proven"
    waits = each.has_case and each.finding.level == "E" and each.verdict != _TRUE
    return "open" if waits else "explained"


def _grave(number: SharedNumber) -> tuple[object, ...]:
    return (
        STANDINGS.index(number.standing),
        not number.is_with_own,
        -len(number.customers),
        number.attribute,
        number.cluster_id,
    )


def _number(
    attribute: str,
    cluster_id: str,
    findings: Sequence[SharedNumberFinding],
    own: set[str],
    seller: Seller,
    records: MaskedRecords,
) -> SharedNumber:
    sharing = {each.finding.policy_no for each in findings}
    others = [other for each in findings for other in _others(each, own & sharing, seller, records)]
    return SharedNumber(
        attribute=attribute,
        cluster_id=cluster_id,
        shown=records.numbers.get(cluster_id, ""),
        customers=_gravest(_customer(each, records) for each in findings),
        others=_gravest(others),
        more=max(_uncounted(each.finding) for each in findings),
    )


def _customer(each: SharedNumberFinding, records: MaskedRecords) -> Customer:
    found = each.finding
    party = (found.policy_no, found.party_role, found.party_seq)
    return Customer(
        policy_no=found.policy_no,
        role=found.party_role or "",
        customer_no=found.customer_no or "",
        name=records.parties.get(party, ""),
        standing=standing_of(each),
    )


def _others(
    each: SharedNumberFinding, own: set[str], seller: Seller, records: MaskedRecords
) -> Iterator[Other]:
    """Entries of registers that the finding names, and policies that are not drawn as own."""
    found, standing = each.finding, standing_of(each)
    own_codes = _own_codes(found, seller)
    for kind, entry, about in _entries(found, records):
        yield Other(kind, entry, about, entry.partition("/")[0] in own_codes, standing)
    for policy_no in found.counterpart_policies:
        if policy_no not in own:
            holder, sold_by = records.sold_by.get(policy_no, ("", None))
            by = f"{words.SELLERS[sold_by[0]]} {sold_by[1]}" if sold_by else ""
            yield Other("policy", policy_no, f"{holder} {by}".strip(), False, standing)


def _own_codes(found: Finding, seller: Seller) -> set[str]:
    """The seller's own code; an agency's is also the salesperson who sold its policy."""
    kind, code = seller
    is_by_own = kind == "agency" and found.detail.get("own_seller")
    return {code, *(_listed(found, "agent_codes")[:1] if is_by_own else ())}


def _entries(found: Finding, records: MaskedRecords) -> Iterator[tuple[OtherKind, str, str]]:
    register = found.rule_code.removeprefix("suspicious.").rpartition("_")[0]
    kind = _REGISTERS.get(register)
    agents, agencies, staff = (
        _listed(found, name) for name in ("agent_codes", "agency_codes", "staff_nos")
    )
    if kind in ("salesperson", "relative"):
        relations = "、".join(_RELATIONS.get(each, "其他") for each in _listed(found, "relations"))
        for code in agents:
            name = records.registers.get(("salesperson", code), "")
            yield kind, code, relations if kind == "relative" else name
    elif kind == "staff":
        for at, number in enumerate(staff):
            agency = agencies[min(at, len(agencies) - 1)] if agencies else ""
            name = records.registers.get(("agency", agency), "")
            yield "staff", f"{agency}/{number}" if agency else number, name
    elif kind == "agency":
        for code in agencies:
            yield "agency", code, records.registers.get(("agency", code), "")


def _listed(found: Finding, name: str) -> list[str]:
    value = found.detail.get(name) or []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _uncounted(found: Finding) -> int:
    counts = (value for name, value in found.detail.items() if name.endswith("_more"))
    return sum(value for value in counts if isinstance(value, int))


def _gravest(ends: Iterable[End]) -> tuple[End, ...]:
    """Each end once, as its gravest finding has it, the gravest first."""
    known: dict[tuple[str, ...], End] = {}
    for end in ends:
        key = _key(end)
        if key not in known or STANDINGS.index(end.standing) < STANDINGS.index(known[key].standing):
            known[key] = end
    return tuple(sorted(known.values(), key=lambda end: (_rank(end), _key(end))))


def _key(end: Customer | Other) -> tuple[str, ...]:
    if isinstance(end, Other):
        return (end.kind, end.code)
    return (end.policy_no, end.role, end.customer_no)


def _rank(end: Customer | Other) -> tuple[int, int]:
    is_policy = isinstance(end, Other) and end.kind == "policy"
    return (STANDINGS.index(end.standing), is_policy)
