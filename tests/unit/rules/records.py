"""Records that break no rule, to be spoilt one field at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from authenticity.rules import catalogue
from authenticity.rules.predicates import Frames

LIST_DATE = date(2026, 11, 20)
CASES: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8")
)

GOOD: dict[str, Any] = {
    "policy_no": "P1",
    "role": "POLICYHOLDER",
    "seq": 1,
    "customer_no": "C1",
    "name": "王小明",
    "sex": "M",
    "birth_date": "1999-01-10",
    "id_type": "RESIDENT_ID",
    "id_no": "440308199901101512",
    "id_valid_until": "2039-01-01",
    "mobile": "13826540917",
    "phone": None,
    "email": "wang@example.cn",
    "address": "广东省深圳市罗湖区人民南路3002号",
    "relation_to_policyholder": "SELF",
    "issued_on": "2026-11-18",
    "applied_on": "2026-11-15",
    "entered_on": "2026-11-18",
}


def parties(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame([GOOD | row for row in rows], columns=list(GOOD))
    dates = {name: pd.to_datetime(frame[name]) for name in GOOD if name.endswith("_on")}
    texts = {name: frame[name].astype("str") for name in GOOD if name not in {*dates, "seq"}}
    return frame.assign(**dates, **texts)


def policies(*numbers: str, payer_account: str | None = None) -> pd.DataFrame:
    return pd.DataFrame({"policy_no": list(numbers), "payer_account": payer_account}, dtype="str")


def rows_of(case: dict[str, Any], subject: str, policy_no: str) -> list[dict[str, Any]]:
    """A policyholder who is the insured, spoilt as the case says; `other` spoils the other one."""
    role = "POLICYHOLDER" if subject == "POLICYHOLDER" else "INSURED"
    spoilt = {name: value for name, value in case.items() if name in GOOD}
    return [
        {
            **(spoilt if each == role else case.get("other", {})),
            "policy_no": policy_no,
            "role": each,
        }
        for each in ("POLICYHOLDER", "INSURED")
        if each != case.get("without")
    ]


def frames(case: dict[str, Any], subject: str) -> Frames:
    return Frames.of(parties(*rows_of(case, subject, "P1")), policies("P1"), LIST_DATE)


def all_cases(polarity: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cases of one polarity as one day; the policy number of a case is `<code>-<at>`."""
    rows: list[dict[str, Any]] = []
    accounts: dict[str, str | None] = {}
    for code, cases in CASES.items():
        for at, case in enumerate(cases[polarity]):
            rows += rows_of(case, catalogue.load().rule(code).subject, f"{code}-{at}")
            accounts[f"{code}-{at}"] = case.get("payer_account")
    day = pd.DataFrame({"policy_no": list(accounts), "payer_account": list(accounts.values())})
    return parties(*rows), day.astype("str")
