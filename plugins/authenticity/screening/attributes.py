"""What screening rules compare persons by: numbers of the party table, and bank accounts."""

from __future__ import annotations

from dataclasses import dataclass

from authenticity.errors import ConfigurationError

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
