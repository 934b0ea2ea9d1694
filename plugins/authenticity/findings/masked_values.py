"""A field's value as people may see it in a finding: masked, a code, or a word for neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from authenticity.privacy import masking
from authenticity.values import text

ABSENT = "缺失"
"""What the back office reads where nothing, or a placeholder, was keyed in."""

UNREADABLE = "无法识别"

_CODES = frozenset(
    {
        *("M", "F"),
        *("SELF", "SPOUSE", "PARENT", "CHILD", "SIBLING", "OTHER"),
        *("RESIDENT_ID", "HOUSEHOLD_BOOK", "BIRTH_CERT", "PASSPORT", "HKM_PERMIT", "TW_PERMIT"),
        *("HKMT_RESIDENCE", "FOREIGN_PR", "MILITARY"),
    }
)


def _code(value: str) -> str:
    """A code may be shown; anything else in its column may be a name and may not."""
    code = text.fold(value).upper()
    return code if code in _CODES else UNREADABLE


MASKS: Mapping[str, Callable[[str], str]] = {
    "name": masking.name,
    "id_no": masking.id_no,
    "mobile": masking.phone,
    "phone": masking.phone,
    "email": masking.email,
    "address": masking.address,
    "birth_date": masking.birth_date,
    "id_valid_until": masking.birth_date,
    "payer_account": masking.account,
    "sex": _code,
    "id_type": _code,
    "relation_to_policyholder": _code,
}


def mask(field: str, value: object) -> str:
    """The value as people may see it; a value that no mask fits is not shown at all."""
    if not isinstance(value, str) or not value.strip():
        return ABSENT
    return MASKS[field](value)
