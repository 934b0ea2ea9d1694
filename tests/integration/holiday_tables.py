"""Working days, due times and messages of the National Day holiday of 2026, written by hand.

From the notice of the State Council (国务院办公厅关于2026年部分节假日安排的通知) and the
rulebook. Each policy of `holiday_story` has a fate, by which it is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.integration.back_office import COMPLIANCE_ADDRESS

MON, TUE, WED = date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)
AFTER = date(2026, 10, 8)

WORKING_DAYS = [
    *(MON, TUE, WED),  # 25 to 27 September: Mid-Autumn, Friday to Sunday
    *(AFTER, date(2026, 10, 9)),  # 1 to 7 October: National Day
    date(2026, 10, 10),  # a Saturday that is worked
    *(date(2026, 10, 12), date(2026, 10, 13)),
]


@dataclass(frozen=True)
class Fate:
    """When the case of a policy was dispatched, and when it is due and why."""

    listed_on: date
    due_on: date
    basis: str = "investigation"
    cooling_off_ends_on: date | None = None


FATES = {
    "CORRECTED": Fate(MON, AFTER),
    "FAMILY": Fate(MON, AFTER, cooling_off_ends_on=date(2026, 10, 10)),
    "SELLERS": Fate(MON, AFTER),
    "UNREACHED": Fate(MON, AFTER),
    "REFUSING": Fate(MON, AFTER),
    "WRONG": Fate(MON, AFTER),
    "SWAPPED": Fate(MON, AFTER),
    "LEAVING": Fate(MON, AFTER),
    "HURRIED": Fate(MON, date(2026, 10, 5), "cooling_off", date(2026, 10, 5)),
    "SIGNED": Fate(MON, date(2026, 10, 3), "cooling_off", date(2026, 10, 3)),
    "SILENT": Fate(MON, AFTER),
    "ENTERED": Fate(WED, date(2026, 10, 10)),
    "RELAPSE": Fate(AFTER, date(2026, 10, 12)),
}
"""RELAPSE is the second case of CORRECTED. SIGNED was due as the others until its receipt."""

OFFICE, LEADER = "agent.office@example.com", "leader1@example.com"
BANK_OFFICE, BANK_LEADER, BANK_MANAGER = (
    "bank.office@example.com",
    "leader2@example.com",
    "bank.head@example.com",
)
SWEEPS: dict[str, list[tuple[str, str]]] = {
    "2026-09-28T08:00": [("reminder", OFFICE), ("reminder", LEADER)],  # HURRIED is in conflict
    "2026-09-28T16:30": [("reply", OFFICE)],
    "2026-09-29T08:00": [
        ("reminder", BANK_OFFICE),  # not received on the day of dispatch
        ("reminder", OFFICE),  # the form for the sanctions that verdicts opened
    ],
    "2026-09-29T18:00": [],
    "2026-09-30T08:00": [
        ("escalation", COMPLIANCE_ADDRESS),  # SIGNED: two days before its end is a holiday
        ("reminder", OFFICE),  # SIGNED is in conflict now
        ("reminder", OFFICE),  # what is due until the next working day
        ("reminder", LEADER),
        ("reminder", BANK_OFFICE),
    ],
    "2026-09-30T16:00": [("reply", OFFICE)] * 3,
    "2026-10-08T18:00": [("reminder", OFFICE)],  # the form once more, for SIGNED
    "2026-10-09T08:00": [
        ("escalation", BANK_LEADER),
        ("escalation", BANK_MANAGER),
        ("reminder", OFFICE),  # RELAPSE was not received on the day of dispatch
        ("report", COMPLIANCE_ADDRESS),  # SILENT's seller is on the hold list
        ("report", BANK_MANAGER),
    ],
    "2026-10-10T08:00": [("escalation", COMPLIANCE_ADDRESS), ("reminder", OFFICE)],
    "2026-10-12T08:00": [],
}
"""Who is told what by a sweep, besides what the lists themselves say."""

FIRST_ANSWERS = {
    "CORRECTED": "CORRECTED",
    "FAMILY": "LEGITIMATE",
    "SELLERS": "CONFIRMED_FALSE",
    "UNREACHED": "UNREACHABLE",
    "REFUSING": "REFUSED",
    "WRONG": "CORRECTED",
    "SWAPPED": "CORRECTED",
    "HURRIED": "REFUSED",
}
"""What the back office says on the first day."""

PATHS = {
    "CORRECTED": "opened dispatched resolved verified reopened",
    "FAMILY": "opened dispatched resolved verified",
    "SELLERS": "opened dispatched resolved verified",
    "UNREACHED": "opened dispatched resolved verified",
    "REFUSING": "opened dispatched resolved verified",
    "WRONG": "opened dispatched resolved returned resolved verified",
    "SWAPPED": "opened dispatched resolved returned resolved verified",
    "LEAVING": "opened dispatched withdrawn",
    "HURRIED": "opened dispatched resolved verified",
    "SIGNED": "opened dispatched resolved verified",
    "SILENT": "opened dispatched",
    "ENTERED": "opened dispatched resolved verified",
    "RELAPSE": "opened dispatched",
}
"""The states of each case, in order."""
