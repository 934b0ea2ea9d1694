"""A policy of the simulated insurer, and its rows in the core system."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from authenticity_lab.simulation import made_up

IN_FORCE, SURRENDERED = "IN_FORCE", "SURRENDERED"
CHANNELS = ("AGENT", "BANK")
TEAMS = {"T1": "AGENT", "T2": "AGENT", "T3": "BANK"}
PRODUCTS = {"LIFE15": (240, 15), "LIFE10": (None, 10), "YEAR1": (12, 20)}
"""Term in months and cooling-off days."""


@dataclass(frozen=True)
class Cells:
    """The four cells of a policyholder that may be wrong, and what the clock depends on."""

    name: str | None
    id_no: str | None
    mobile: str | None
    address: str | None
    status: str = IN_FORCE
    receipt_on: date | None = None


@dataclass
class Policy:
    """One policy as the core system has it now; `clean` is what would be true."""

    policy_no: str
    agent: int
    product: str
    issued_on: date
    clean: Cells
    cells: Cells
    touched_on: date

    @property
    def team(self) -> str:
        return list(TEAMS)[self.agent % len(TEAMS)]

    @property
    def channel(self) -> str:
        return TEAMS[self.team]


def policy_row(policy: Policy) -> dict[str, Any]:
    """Its row of `policy`."""
    return {
        "policy_no": policy.policy_no,
        "product_code": policy.product,
        "is_individual": 1,
        "source_system": "CORE",
        "channel_code": policy.channel,
        "branch_code": "GZ",
        "agent_code": f"A{policy.agent}",
        "status": policy.cells.status,
        "applied_on": str(policy.issued_on),
        "issued_on": str(policy.issued_on),
        "receipt_signed_on": str(policy.cells.receipt_on) if policy.cells.receipt_on else None,
        "premium_fen": 500_000,
        "entered_at": f"{policy.issued_on} 11:00:00",
        "updated_at": f"{policy.touched_on} 11:00:00",
    }


def holder_row(policy: Policy, number: int) -> dict[str, Any]:
    """The policyholder's row of `party`."""
    cells = {k: v for k, v in asdict(policy.cells).items() if k not in ("status", "receipt_on")}
    return _party(policy, number, "POLICYHOLDER", "SELF", "M", made_up.id_no(number)) | cells


def insured_row(policy: Policy, number: int) -> dict[str, Any]:
    """The insured's row of `party`, who is without fault."""
    id_no = made_up.id_no(number, is_male=False)
    row = _party(policy, number, "INSURED", "SPOUSE", "F", id_no)
    return row | {"name": made_up.name(number + 3_000), "id_no": id_no}


def _party(
    policy: Policy, number: int, role: str, relation: str, sex: str, id_no: str
) -> dict[str, Any]:
    return {
        "policy_no": policy.policy_no,
        "role": role,
        "seq": 1,
        "customer_no": f"{role[0]}{number:06d}",
        "sex": sex,
        "birth_date": f"{id_no[6:10]}-{id_no[10:12]}-{id_no[12:14]}",
        "id_type": "RESIDENT_ID",
        "nationality": "CHN",
        "relation_to_policyholder": relation,
    }
