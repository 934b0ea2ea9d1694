"""Art. 3 and 5: phone numbers, addresses, accounts and e-mail that can be the customer's.

A missing value fails no rule here: completeness has its own. A fault in either number of a
party is one finding, which names the column.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from authenticity.rules.catalogue import Rule
from authenticity.rules.party_frame import PartyFrame
from authenticity.rules.policy_frame import PolicyFrame
from authenticity.rules.verdict import Verdict, judged


def either_phone(fault: str, frame: PartyFrame, rule: Rule) -> Verdict:
    """`fault` names the mask of `phone.Phones` that must be empty for both numbers."""
    present = {field: frame.is_present(field) for field in rule.fields}
    at = {field: present[field] & getattr(frame.phones[field], fault) for field in rule.fields}
    mobile, landline = rule.fields
    return judged(present[mobile] | present[landline], at[mobile] | at[landline], at)


def address_exact(frame: PartyFrame, rule: Rule) -> Verdict:
    """Down to a house or a village: what a letter needs to arrive."""
    return judged(frame.is_present("address"), frame.addresses.is_vague)


def email_possible(frame: PartyFrame, rule: Rule) -> Verdict:
    """Its form only; whether anybody reads it is no matter of coding."""
    return judged(frame.is_present("email"), frame.emails.is_invalid)


def luhn(frame: PolicyFrame, rule: Rule) -> Verdict:
    """Counted only: cards have a check digit, passbooks have none."""
    return judged(frame.has_payer_account, frame.payer_accounts.luhn_fails)


PARTY_RULES: dict[str, Callable[[PartyFrame, Rule], Verdict]] = {
    "contact.mobile.invalid": partial(either_phone, "is_invalid"),
    "contact.mobile.unknown_prefix": partial(either_phone, "is_unknown_prefix"),
    "contact.phone.wrong_type": partial(either_phone, "is_wrong_type"),
    "contact.phone.placeholder": partial(either_phone, "is_placeholder"),
    "contact.address.vague": address_exact,
    "contact.email.invalid": email_possible,
}

POLICY_RULES: dict[str, Callable[[PolicyFrame, Rule], Verdict]] = {
    "contact.account.check_digit": luhn
}
