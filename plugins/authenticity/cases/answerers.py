"""Who may answer which finding, in the words of the reply (rulebook §5, "People")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from authenticity.access import people, permissions
from authenticity.access.people import Person

UNREGISTERED = "经办内勤未登记，请填本人用户名；尚未登记的请联系客户服务部登记"


@dataclass(frozen=True)
class Answerers:
    """The people who gave a file's answers, by user name, on the day they are taken in."""

    people: Mapping[str, Person]
    today: date

    def why_not(self, user_name: str, row: Any) -> str | None:
        """Why this person may not answer this finding."""
        person = self.people.get(user_name)
        if person is None:
            return UNREGISTERED
        if not person.is_on_duty(self.today):
            return f"经办内勤 {user_name} 当前不在岗"
        if permissions.may_answer(person, row.channel_code, row.is_group):
            return None
        if row.is_group:
            return "群组件由合规部门答复"
        return f"经办内勤 {user_name} 不负责该案件所属渠道"


def read(connection: Connection, user_names: Iterable[str], today: date) -> Answerers:
    """These people as they are on record."""
    return Answerers(people.find_all(connection, user_names), today)
