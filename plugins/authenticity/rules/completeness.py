"""Art. 5: the key data of policyholder and insured are there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce

import numpy as np
import numpy.typing as npt

from authenticity.rules.catalogue import Rule
from authenticity.rules.party_frame import PartyFrame
from authenticity.rules.policy_frame import PolicyFrame
from authenticity.rules.verdict import Dates, Mask, Verdict, judged
from authenticity.values import dates, no_date


def any_present(frame: PartyFrame, rule: Rule) -> Verdict:
    """At least one of the rule's fields is present for every party of its subject."""
    all_missing = reduce(np.logical_and, [frame.is_missing(field) for field in rule.fields])
    return judged(frame.of(rule.subject), all_missing)


def id_no_unless_minor(frame: PartyFrame, rule: Rule) -> Verdict:
    """The insured's ID number; a minor on the issue date is exempt (art. 5 (2)).

    The age counts on the application date while the policy is not issued, on the entry date
    where both are missing or no dates (`no_date`), as is a day before the birth. A birth date that
    is missing, unreadable or in the future exempts nobody. An exempt minor's number, where there is
    one, is judged by the identity rules.
    """
    minor = _is_younger(frame, rule.threshold("minor_below_years"))
    return judged(frame.of(rule.subject) & ~minor, frame.is_missing("id_no"))


def not_expired(frame: PartyFrame, rule: Rule) -> Verdict:
    """The document is valid on the list date; '长期' and 9999-12-31 never end.

    A date that cannot be read is not held against anybody.
    """
    valid_until = no_date.known_days(dates.parse_ends(frame.text("id_valid_until")))
    return judged(frame.of(rule.subject) & ~np.isnat(valid_until), valid_until < frame.list_date)


def has_party(role: str, frame: PolicyFrame, rule: Rule) -> Verdict:
    """The policy has at least one party of the role: else no row is there to miss a field."""
    return judged(np.ones(len(frame), dtype=bool), ~frame.has(role))


def _is_younger(frame: PartyFrame, years: int) -> Mask:
    issued_on, applied_on = (
        _since(frame.birth_date, no_date.known_days(frame.date_of(name), frame.list_date))
        for name in ("issued_on", "applied_on")
    )
    on = np.where(np.isnat(issued_on), applied_on, issued_on)
    on = np.where(np.isnat(on), frame.as_of, on)
    is_born: Mask = frame.birth_date <= frame.as_of
    return is_born & (full_years(frame.birth_date, on) < years)


def _since(born: Dates, days: Dates) -> Dates:
    """The days, NaT before a birth: nobody was insured then."""
    return np.where(days < born, np.datetime64("NaT", "D"), days)


def full_years(born: Dates, on: Dates) -> npt.NDArray[np.int64]:
    """Completed years of life; 0 where a date is NaT (mask those rows)."""
    is_known = ~(np.isnat(born) | np.isnat(on))
    first, last = (np.where(is_known, day, np.datetime64(0, "D")) for day in (born, on))
    months = last.astype("datetime64[M]") - first.astype("datetime64[M]")
    is_short = _day_of_month(last) < _day_of_month(first)
    years: npt.NDArray[np.int64] = (months.astype(np.int64) - is_short) // 12
    return years


def _day_of_month(day: Dates) -> npt.NDArray[np.int64]:
    since_first: npt.NDArray[np.int64] = (day - day.astype("datetime64[M]")).astype(np.int64)
    return since_first


PARTY_RULES: dict[str, Callable[[PartyFrame, Rule], Verdict]] = {
    **{
        f"complete.policyholder.{field}": any_present
        for field in ("name", "sex", "birth_date", "id_no", "address", "phone")
    },
    **{f"complete.insured.{field}": any_present for field in ("name", "sex", "birth_date")},
    "complete.insured.id_no": id_no_unless_minor,
    "complete.policyholder.id_expired": not_expired,
}

POLICY_RULES: dict[str, Callable[[PolicyFrame, Rule], Verdict]] = {
    "complete.policy.policyholder": partial(has_party, "POLICYHOLDER"),
    "complete.policy.insured": partial(has_party, "INSURED"),
}
