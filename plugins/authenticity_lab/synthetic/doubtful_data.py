"""Defects that warn, and those seen in a policy's course: calls, receipts, who paid."""

from __future__ import annotations

import numpy as np

from authenticity_lab.synthetic.arrays import instant_texts
from authenticity_lab.synthetic.defects import Draft, on_record
from authenticity_lab.synthetic.parties import HOLDER, INSURED
from authenticity_lab.synthetic.records import Row, policy_number

WRONG_CALLS = (
    ("WRONG_NUMBER", None),
    ("NOT_THE_CUSTOMER", None),
    ("PROBLEM", "DATA_MISMATCH"),
    ("PROBLEM", "PHONE_NOT_CUSTOMERS"),
    ("PROBLEM", "PROXY_SIGNATURE"),
)
OVERDUE_DAYS = 45
"""Calendar days from issue to the last change: ten working days in any season."""


@on_record(
    "complete.policyholder.id_expired",
    "warning",
    needs="resident",
    subject="id_valid_until",
    level="W",
)
def expired(draft: Draft) -> list[int]:
    """The document ended before the policy was keyed in."""
    row = draft.rows(HOLDER)[0]
    draft.put(row, "id_valid_until", draft.choose("2014-06-30", "2013-01-15", "2009-11-02"))
    return [row]


@on_record(
    "identity.document_format", "warning", needs="other_document", subject="id_no", level="W"
)
def odd_document(draft: Draft) -> list[int]:
    """Too short, too long or a filler: worth a look, no proof."""
    row = draft.rows(HOLDER)[0]
    draft.put(row, "id_no", draft.choose("E12", "H1", "EEEEEEEEEEEE99999999999999", "00000000"))
    return [row]


@on_record("identity.name_suspicious", "warning", needs="resident", subject="name", level="W")
def odd_name(draft: Draft) -> list[int]:
    """One character, a pinyin tail, a private-use character; on every record of the person here."""
    rows = draft.same_person(draft.rows(HOLDER)[0])
    name = str(draft.world.people.names(draft.world.pool, draft.world.parties.person[rows[:1]])[0])
    odd = draft.choose(name[0], name + "zhangwei", name[0] + "\ue863")
    for row in rows:
        draft.put(row, "name", odd)
    return rows


@on_record("identity.relation_illogical", "warning", needs="child_insured",
           subject="relation_to_policyholder", level="W")  # fmt: skip
def young_parent(draft: Draft) -> list[int]:
    """The insured child is said to be the policyholder's parent."""
    row = draft.rows(INSURED)[0]
    draft.put(row, "relation_to_policyholder", "PARENT")
    return [row]


@on_record("clock.receipt_overdue", "warning", needs="issued_long_ago", subject="receipt_signed_on",
           level="W")  # fmt: skip
def overdue_receipt(draft: Draft) -> list[int]:
    """Issued long ago, never signed for."""
    never = np.datetime64("NaT", "D")
    draft.world.policies.receipt[draft.policy] = never
    draft.world.policies.called_back[draft.policy] = never
    draft.put_policy("receipt_signed_on", None)
    draft.put_policy("callback_done_on", None)
    return []


@on_record("callback.data_mismatch", needs="signed", subject="callback")
def failed_callback(draft: Draft) -> list[int]:
    """The call is made on the day of the last change, so every reading finds it in one run."""
    draft.world.policies.called_back[draft.policy] = np.datetime64("NaT", "D")
    draft.put_policy("callback_done_on", None)
    at = draft.world.policies.updated[draft.policy : draft.policy + 1]
    number = policy_number(draft.world, draft.policy)
    outcome, problem = WRONG_CALLS[int(draft.rng.integers(len(WRONG_CALLS)))]
    call: Row = (number, instant_texts(at)[0], outcome, problem)
    draft.call(call)
    return []
