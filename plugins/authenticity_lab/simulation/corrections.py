"""Whether the core system showed what an answer CORRECTED claims, foretold (rulebook §5).

Like the model itself it shares nothing with the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from authenticity_lab.simulation.model_words import (
    CALL,
    FIELDS,
    ONE,
    WITH_CLERK,
    Case,
    Entry,
    Error,
)

Seen = Sequence[tuple[date, Entry]]
"""The entries of one policy that lists have seen, in their order; also when it had left."""

NO_FIELD = "PROXY_SIGNATURE"
"""The problem that no cell shows, and so no correction of one."""


def is_claim(case: Case, error: Error, day: date) -> bool:
    """An answer of before the list date: not shown and resolved, or shown and not yet verified."""
    if error.outcome != "CORRECTED" or (error.answered_on or day) >= day or error.list_date >= day:
        return False
    if error.confirmed_on:
        return error.confirmed_on < day and case.status in (*WITH_CLERK, "RESOLVED")
    return case.status == "RESOLVED" and bool(case.resolved_on and case.resolved_on < day)


def stands(seen: Seen, day: date, case: Case, error: Error, then: Sequence[Error]) -> bool:
    """Whether the claim was shown, is still, or may wait to be; a shown one is confirmed.

    `then`: the errors of its policy on the list date that judges it.
    """
    after = judged_since(seen, error)
    if error.confirmed_on and (not after or after[0] <= error.confirmed_on):
        return True
    shown_on = day if error.problem == NO_FIELD else _shown_on(seen, case, error, then)
    if shown_on and not error.confirmed_on:
        error.confirmed_on = shown_on
        keyed_on = after[1].keyed_on if after and error.problem != NO_FIELD else error.answered_on
        error.call_since = (keyed_on or day) + ONE if error.rule == CALL else None
    is_touched = any(on == day and _is_judged(entry) for on, entry in seen)
    is_late = error.confirmed_on is not None or is_touched or day > case.due_on
    return shown_on is not None or not is_late


def forget(errors: Sequence[Error]) -> None:
    """Their answers go back; what was given for them stays."""
    for error in errors:
        error.outcome = error.answered_on = None
        error.confirmed_on = error.call_since = error.called_on = None


def judged_since(seen: Seen, error: Error) -> tuple[date, Entry] | None:
    """The latest entry of a later list, or of the call's own list if keyed in after the call."""
    judged = [(on, entry) for on, entry in seen if _is_judged(entry)]
    later = [each for each in judged if each[0] > error.list_date]
    called_on = error.called_false_on
    if called_on and not later:
        later = [each for each in judged if each[1].keyed_on > called_on]
    return later[-1] if later else None


def _as_found(seen: Seen, error: Error) -> Entry | None:
    """The policy as its list has it; of a call, as it was at that hour, if any list has seen it."""
    if error.called_false_on:
        known = [entry for _, entry in seen if entry.keyed_on <= error.called_false_on]
    else:
        known = [entry for on, entry in seen if on <= error.list_date]
    return known[-1] if known else None


def _is_judged(entry: Entry) -> bool:
    return entry.is_entry and entry.is_live


def _shown_on(seen: Seen, case: Case, error: Error, then: Sequence[Error]) -> date | None:
    """The list date that showed the correction, if one did."""
    before, after = _as_found(seen, error), judged_since(seen, error)
    if after is None:
        return None
    on, entry = after
    changed = {c for c in FIELDS[error.rule] if not before or entry.cells[c] != before.cells[c]}
    had = {each.rule for each in case.errors if each.list_date < on}
    is_wrong = any(
        _is_the_same(found, error) or _is_new_on(found, error, changed, had)
        for found in then
        if found.level == "E" and found is not error
        if not (found.called_false_on and found.called_false_on < entry.keyed_on)
    )
    return on if changed and not is_wrong else None


def _is_the_same(found: Error, error: Error) -> bool:
    """The rule fails again; another number that is explained has an answer of its own."""
    is_explained = found.outcome == "LEGITIMATE" and found.number != error.number
    return found.rule == error.rule and not is_explained


def _is_new_on(found: Error, error: Error, changed: set[str], had: set[str]) -> bool:
    """Another error about a cell that was changed, which nobody has had to answer yet.

    A call is about the policy, not about its holder.
    """
    is_about = error.rule == CALL or found.rule != CALL
    is_new = found.rule not in had and found.outcome is None
    return is_about and is_new and bool(FIELDS[found.rule] & changed)
