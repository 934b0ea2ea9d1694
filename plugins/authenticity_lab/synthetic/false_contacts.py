"""Defects of contact: numbers nobody can be called on, addresses nobody can be found at."""

from __future__ import annotations

from authenticity_lab.synthetic.defects import Draft, on_record
from authenticity_lab.synthetic.parties import HOLDER


def _rewrite(draft: Draft, column: str, *values: str) -> list[int]:
    row = draft.rows(HOLDER)[0]
    draft.put(row, column, draft.choose(*values))
    return [row]


@on_record("contact.mobile.invalid", subject="mobile")
def no_mobile_number(draft: Draft) -> list[int]:
    """Too short or too long to be any mobile."""
    return _rewrite(draft, "mobile", "139208475", "13920847561234", "0000", "1392084")


@on_record("contact.mobile.unknown_prefix", "warning", level="W", subject="mobile")
def unknown_prefix(draft: Draft) -> list[int]:
    """A mobile's length and a prefix nobody has been given: new one, or a slip."""
    number = int(draft.rng.integers(20_000_000, 90_000_000))
    return _rewrite(draft, "mobile", f"161{number}", f"154{number}")


@on_record("contact.phone.wrong_type", subject="phone")
def hotline(draft: Draft) -> list[int]:
    """The insurer's, the bank's or the police's line instead of the customer's own."""
    return _rewrite(draft, "phone", "400-820-8820", "800-820-8820", "95519", "95588", "110")


@on_record("contact.phone.placeholder", subject="mobile")
def placeholder_number(draft: Draft) -> list[int]:
    """Equal digits, runs, and the number that everybody types."""
    return _rewrite(draft, "mobile", "13888888888", "13800138000", "13999999999", "13812345678")


@on_record("contact.address.vague", subject="address")
def vague_address(draft: Draft) -> list[int]:
    """A province, a city, or a street without a number."""
    return _rewrite(
        draft,
        "address",
        "广东省",
        "广东省广州市",
        "天河路",
        "广东省佛山市禅城区汾江中路",
        "广东省深圳市南山区粤海街道",
    )


@on_record("contact.email.invalid", "warning", level="W", subject="email")
def no_email(draft: Draft) -> list[int]:
    """Text that no mail server would take."""
    name = f"c{draft.policy}"
    return _rewrite(draft, "email", f"{name}@", f"{name}.example.com", f"{name} b@example.com")
