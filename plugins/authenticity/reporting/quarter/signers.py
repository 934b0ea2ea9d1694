"""Who may sign a version of a quarter's report: in compliance, on duty, and not who prepared it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from authenticity.access import people, permissions
from authenticity.reporting.quarter.versions import Version
from authenticity.store.resolution_tables import PersonRow


def of_version(connection: Connection, version: Version, on: date) -> tuple[str, ...]:
    """User names in order."""
    names = connection.scalars(select(PersonRow.user_name).order_by(PersonRow.user_name))
    known = people.find_all(connection, names)
    return tuple(
        name
        for name, person in sorted(known.items())
        if person.is_on_duty(on)
        and permissions.may(person, "sign")
        and name not in preparers(version)
    )


def preparers(version: Version) -> frozenset[str]:
    """Who had the version made, and who released it although days are missing."""
    return frozenset(name for name in (version.prepared_by, version.partial_by) if name)
