"""The registers of the simulated insurer: channels, teams, salespeople with a relative."""

from __future__ import annotations

from typing import Any

from authenticity_lab.simulation import made_up
from authenticity_lab.simulation.policy import CHANNELS, PRODUCTS, TEAMS


def rows() -> dict[str, list[dict[str, Any]]]:
    """By table."""
    agents = range(6)
    teams = list(TEAMS)
    return {
        "channel": [
            {
                "channel_code": code,
                "channel_name": f"{code}渠道",
                "back_office_email": f"office.{code.lower()}@example.com",
                "manager_email": f"manager.{code.lower()}@example.com",
            }
            for code in CHANNELS
        ],
        "team": [
            {
                "team_code": code,
                "team_name": f"{code}队",
                "channel_code": channel,
                "branch_code": "GZ",
                "leader_name": f"{made_up.SURNAMES[at]}队长",
                "leader_email": f"leader.{code.lower()}@example.com",
            }
            for at, (code, channel) in enumerate(TEAMS.items())
        ],
        "salesperson": [
            {
                "agent_code": f"A{agent}",
                "name": made_up.name(4_000 + agent),
                "mobile": made_up.seller_mobile(agent),
                "channel_code": TEAMS[teams[agent % len(teams)]],
                "branch_code": "GZ",
                "team_code": teams[agent % len(teams)],
                "qualified_on": "2020-01-01",
            }
            for agent in agents
        ],
        "salesperson_relative": [
            {
                "agent_code": f"A{agent}",
                "name": made_up.name(4_500 + agent),
                "relation": "SPOUSE",
                "mobile": made_up.relative_mobile(agent),
            }
            for agent in agents
        ],
        "product": [
            {
                "product_code": code,
                "product_name": code,
                "category": "LIFE",
                "term_months": term,
                "cooling_off_days": days,
            }
            for code, (term, days) in PRODUCTS.items()
        ],
    }
