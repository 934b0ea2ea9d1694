"""Defects of completeness (art. 5): a key value is not there, in every way clerks leave it out."""

from __future__ import annotations

from authenticity_lab.synthetic.arrays import NOBODY
from authenticity_lab.synthetic.defects import Draft, Plant, on_record
from authenticity_lab.synthetic.parties import HOLDER, INSURED

BLANKS = (None, None, "", "   ", "无", "不详", "未知", "N/A", "-", "－", "待补", "同上", "暂无")
MASKED = {"id_no": "4401**********1234", "mobile": "138****5678"}
"""What an outlet's own screens show, copied into ours: as good as nothing."""


def _blank(role: int, *columns: str) -> Plant:
    def plant(draft: Draft) -> list[int]:
        row = draft.rows(role)[0]
        for column in columns:
            draft.put(row, column, draft.choose(*BLANKS, MASKED.get(column)))
        return [row]

    return plant


for _column in ("name", "sex", "birth_date", "id_no", "address"):
    on_record(f"complete.policyholder.{_column}", "missing", subject=_column)(
        _blank(HOLDER, _column)
    )
for _column in ("name", "sex", "birth_date", "id_no"):
    on_record(f"complete.insured.{_column}", "missing", needs="adult_insured", subject=_column)(
        _blank(INSURED, _column)
    )
on_record("complete.policyholder.phone", "missing", subject="phone")(
    _blank(HOLDER, "mobile", "phone")
)


@on_record("complete.policy.policyholder", "missing", subject="policyholder")
def without_policyholder(draft: Draft) -> list[int]:
    """The holder's record never reached the system; so no premium account is known either."""
    for row in draft.rows(HOLDER):
        draft.drop(row)
    draft.world.policies.payer[draft.policy] = NOBODY
    for column in ("payer_account", "payer_name", "payer_exception_no"):
        draft.put_policy(column, None)
    return []


@on_record("complete.policy.insured", "missing", subject="insured")
def without_insured(draft: Draft) -> list[int]:
    """Nobody is insured on the policy."""
    for row in draft.rows(INSURED):
        draft.drop(row)
    return []
