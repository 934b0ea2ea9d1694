"""Who may answer which finding: people on record, their roles and channels (rulebook §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import PersonRow


@dataclass(frozen=True)
class Answerers:
    """The people who gave a file's answers, by user name, on the day they are taken in."""

    people: Mapping[str, Row[Any]]
    today: date

    def why_not(self, user_name: str, row: Any) -> str | None:
        """Why this person may not answer this finding, for the reply."""
        person = self.people.get(user_name)
        if person is None:
            return f"经办内勤 {user_name} 未登记"
        if person.valid_from > self.today or (person.valid_to or self.today) < self.today:
            return f"经办内勤 {user_name} 当前不在岗"
        if row.is_group:
            return None if person.role == "compliance" else "群组件由合规部门答复"
        if person.role != "clerk" or person.channel_code != row.channel_code:
            return f"经办内勤 {user_name} 不负责该案件所属渠道"
        return None


def read(connection: Connection, user_names: Iterable[str], today: date) -> Answerers:
    """These people as they are on record; who is not stays out."""
    statement = select(PersonRow.__table__)
    people: dict[str, Row[Any]] = {}
    for chunk in chunks(sorted(set(user_names))):
        for row in connection.execute(statement.where(PersonRow.user_name.in_(chunk))):
            people[row.user_name] = row
    return Answerers(people, today)
