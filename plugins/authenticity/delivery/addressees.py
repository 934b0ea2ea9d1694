"""Whom a message about a channel's cases goes to: the day's registers, then the people on record.

The registers come from the core system and are the insurer's own; a person imported by
`make people` stands in where a register has no address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from authenticity.cases.workload import COMPLIANCE
from authenticity.delivery.recipients import Registers
from authenticity.store.resolution_tables import PersonRow

HEAD_OFFICE = "HEAD_OFFICE"
"""Stands where a channel's code would, for what goes to customer service at the head office."""


@dataclass(frozen=True)
class Contact:
    """A person who works with cases and has an address."""

    role: str
    channel_code: str | None
    team_code: str | None
    email: str
    branch_code: str | None = None


def contacts(connection: Connection, on: date) -> tuple[Contact, ...]:
    """Everybody on record with an address who is with the insurer on that day."""
    statement = (
        select(
            PersonRow.role,
            PersonRow.channel_code,
            PersonRow.team_code,
            PersonRow.email,
            PersonRow.branch_code,
        )
        .where(
            PersonRow.email.is_not(None),
            PersonRow.valid_from <= on,
            or_(PersonRow.valid_to.is_(None), PersonRow.valid_to >= on),
        )
        .order_by(PersonRow.user_name)
    )
    return tuple(
        Contact(row.role, row.channel_code, row.team_code, row.email, row.branch_code)
        for row in connection.execute(statement)
        if row.email and row.email.strip()
    )


@dataclass(frozen=True)
class Addressees:
    """Addresses by office. `compliance_email`: the mailbox that `include/delivery.yaml` names."""

    registers: Registers
    people: tuple[Contact, ...] = ()
    compliance_email: str | None = None

    def back_office(self, channel_code: str) -> tuple[str, ...]:
        return (self.registers.channel(channel_code).recipient,)

    def leader(self, team_code: str | None) -> tuple[str, ...]:
        """Nobody, where neither register nor people know one: the channel's own are told anyway."""
        team = self.registers.teams.get(team_code or "")
        known = (team.leader_email or "").strip() if team else ""
        return (known,) if known else self._people("leader", team_code=team_code)

    def manager(self, channel_code: str) -> tuple[str, ...]:
        """Without an address the message lies in the outbox for the channel."""
        known = (self.registers.channel(channel_code).manager_email or "").strip()
        found = (known,) if known else self._people("channel_manager", channel_code=channel_code)
        return found or (f"channel:{channel_code}",)

    def compliance(self) -> tuple[str, ...]:
        """Each person in compliance; else the mailbox; else the outbox."""
        return self._people("compliance") or (self.compliance_email or f"channel:{COMPLIANCE}",)

    def head_office(self, mailbox: str | None) -> tuple[str, ...]:
        """Customer service that belongs to no branch; else the mailbox; else the outbox."""
        return self._service(None) or (mailbox or f"channel:{HEAD_OFFICE}",)

    def counters(self, branch_code: str, mailbox: str | None) -> tuple[str, ...]:
        """Customer service of a branch; where it has nobody, head office passes things on."""
        return self._service(branch_code) or self.head_office(mailbox)

    def _service(self, branch_code: str | None) -> tuple[str, ...]:
        return tuple(
            contact.email
            for contact in self.people
            if contact.role == "customer_service" and contact.branch_code == branch_code
        )

    def _people(self, role: str, **office: str | None) -> tuple[str, ...]:
        return tuple(
            contact.email
            for contact in self.people
            if contact.role == role
            and all(code and getattr(contact, name) == code for name, code in office.items())
        )
