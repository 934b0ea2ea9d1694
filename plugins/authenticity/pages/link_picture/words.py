"""What the link picture calls things, and its two sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from authenticity.pages.link_picture.links import (
    Links,
    OtherKind,
    SellerKind,
    SharedNumber,
    Standing,
)

SELLERS = {"salesperson": "业务员", "agency": "代理机构"}
ROLES = {"POLICYHOLDER": "投保人", "INSURED": "被保险人", "BENEFICIARY": "受益人"}
ATTRIBUTES = {
    "phone": "电话",
    "account": "账户",
    "address": "地址",
    "email": "邮箱",
    "id_no": "证件号码",
    "customer_no": "客户号",
}
OTHERS: Mapping[OtherKind, str] = {
    "salesperson": "业务员",
    "relative": "业务员亲属",
    "agency": "代理机构",
    "staff": "机构人员",
    "policy": "保单",
}
_OWN: Mapping[SellerKind, Mapping[OtherKind, str]] = {
    "salesperson": {"salesperson": "是其本人登记的", "relative": "是其亲属登记的"},
    "agency": {
        "agency": "是该机构登记的",
        "staff": "是其人员登记的",
        "salesperson": "是其业务员登记的",
        "relative": "是其业务员亲属登记的",
    },
}
_OF_OTHERS: Mapping[OtherKind, str] = {kind: f"与其他{word}相同" for kind, word in OTHERS.items()}
STANDING: Mapping[Standing, str] = {
    "proven": "核实不实",
    "open": "尚未核实",
    "explained": "属实或仅提示",
}
BETWEEN = " · "
"""No comma: the report's font puts a Chinese one in a picture where Taiwan has it."""

COLUMNS = ("所售保单", "客户", "共用的号码", "与谁相同")


def seller(links: Links) -> str:
    """`业务员 A000123　张**`."""
    return f"{SELLERS[links.kind]} {links.code}　{links.name}".strip()


def attribute(number: SharedNumber) -> str:
    """`电话`; an attribute without a word is called by its key."""
    return ATTRIBUTES.get(number.attribute, number.attribute)


@dataclass(frozen=True)
class Row:
    """One number in words, for a table beside the picture: all of its ends, none left out."""

    number: str
    standing: str
    customers: str
    others: str


def row(number: SharedNumber) -> Row:
    """A number with its customers and their policies, and with whom it is shared."""
    customers = (f"{each.name or '—'}（{each.policy_no}）" for each in number.customers)
    others = [f"{OTHERS[each.kind]} {each.code} {each.about}".strip() for each in number.others]
    if number.more:
        others.append(f"另有 {number.more:,} 项")
    return Row(
        number=f"{attribute(number)} {number.shown}".strip(),
        standing=STANDING[number.standing],
        customers="、".join(customers),
        others="、".join(others) or "客户之间",
    )


def sentences(links: Links) -> tuple[str, str]:
    """What is going on, for whoever looks at nothing else; with whom, and how it stands."""
    people = {each.person for number in links.numbers for each in number.customers}
    first = f"{len(people)} 名客户的 {len(links.numbers)} 个号码与他人相同"
    with_whom = BETWEEN.join(_with_whom(links))
    stands = BETWEEN.join(
        f"{STANDING[each]} {count} 个" for each, count in links.standings() if count
    )
    return f"{first}：{with_whom}" if with_whom else first, stands


def _with_whom(links: Links) -> Iterator[str]:
    for is_own, phrases in ((True, _OWN[links.kind]), (False, _OF_OTHERS)):
        for kind, phrase in phrases.items():
            count = sum(
                any((other.kind, other.is_own) == (kind, is_own) for other in each.others)
                for each in links.numbers
            )
            if count:
                yield f"{count} 个{phrase}"
    among = sum(not each.others and len(each.customers) > 1 for each in links.numbers)
    if among:
        yield f"{among} 个在其客户之间相同"
