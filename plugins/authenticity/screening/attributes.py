"""What screening rules compare persons by, and from how many persons or families on.

By numbers of the party table, and by bank accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from authenticity.errors import ConfigurationError
from authenticity.rules.catalogue import Rule

ACCOUNT = "account"


@dataclass(frozen=True)
class Column:
    """Where the party table holds numbers of one kind: `field` as clerks call it."""

    field: str
    token: str
    kind: str | None = None


PARTY_ATTRIBUTES = {
    "phone": (
        Column("mobile", "mobile_token", "mobile_kind"),
        Column("phone", "phone_token", "phone_kind"),
    ),
    "email": (Column("email", "email_token"),),
    "address": (Column("address", "address_token", "address_kind"),),
}
"""Columns of one attribute are compared with one another: a number is a number in either."""

ATTRIBUTE_OF = {"account_no": ACCOUNT, "payer_account": ACCOUNT} | {
    column.field: attribute for attribute, columns in PARTY_ATTRIBUTES.items() for column in columns
}
"""The attribute that a field of the catalogue belongs to."""


def attribute_of(field: str) -> str:
    """The attribute of a field whose holders are compared; `ConfigurationError` if it has none."""
    try:
        return ATTRIBUTE_OF[field]
    except KeyError:
        raise ConfigurationError(f"no rule can compare persons by the field {field}") from None


def columns_of(attribute: str) -> list[str]:
    """The columns of the party table with numbers of the attribute, and of which kind they are."""
    columns = PARTY_ATTRIBUTES.get(attribute, ())
    return [name for column in columns for name in (column.token, column.kind) if name]


@dataclass(frozen=True)
class HolderLimits:
    """What the rules about one attribute need to know of a number's holders.

    `at_least` so many persons make a hit, or `families_from` so many families, which is None as
    soon as one rule counts persons. `group_from` persons are a group case, whatever else holds;
    None where families are counted: who is related elsewhere then matters however many they are.
    For the confidence it matters below `related_below` persons, or always. Of a group case
    `listed` other policies are named.
    """

    at_least: int
    counts_families: bool = False
    families_from: int | None = None
    group_from: int | None = None
    related_below: int | None = None
    listed: int = 0

    @classmethod
    def by(cls, rule: Rule) -> HolderLimits:
        """Of a rule with `persons_from` (so many) or `more_than` (more families than this).

        Beside `persons_from` may stand `landline_persons_from`: the lesser of both is asked for.
        Raises `ConfigurationError` when neither is there, or one is no whole number.
        """
        has_groups = "group_case_from" in rule.parameters
        group_from = rule.threshold("group_case_from") if has_groups else None
        listed = rule.threshold("counterparts_named") if has_groups else 0
        if "more_than" in rule.parameters:
            least = rule.threshold("more_than") + 1
            return cls(least, True, least, None, group_from, listed)
        names = ["persons_from", "landline_persons_from"]
        least = min(rule.threshold(name) for name in names if name in {names[0], *rule.parameters})
        return cls(least, False, None, group_from, group_from, listed)

    def beside(self, other: HolderLimits) -> HolderLimits:
        """What both need, of one attribute."""
        return HolderLimits(
            min(self.at_least, other.at_least),
            self.counts_families or other.counts_families,
            _narrower(self.families_from, other.families_from),
            _wider(self.group_from, other.group_from),
            _wider(self.related_below, other.related_below),
            max(self.listed, other.listed),
        )


def _narrower(one: int | None, other: int | None) -> int | None:
    """The lesser; none where one of them has none."""
    return None if one is None or other is None else min(one, other)


def _wider(one: int | None, other: int | None) -> int | None:
    """The limit that both keep; none where one of them knows none."""
    return None if one is None or other is None else max(one, other)
