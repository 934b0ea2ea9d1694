"""Problem items that people found elsewhere (Art. 13): entered, and found by the next list.

An item is a row that waits for a list date. The run of that date makes it a finding of the rule
`manual.problem_item`, which opens or joins a case like any other; a run again makes the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, insert, or_, select, update

from authenticity import canonical
from authenticity.access import permissions
from authenticity.access.people import Person
from authenticity.audit import events
from authenticity.cases.correction_fields import MANUAL_RULE
from authenticity.findings.finding import Finding
from authenticity.privacy import free_text
from authenticity.rules import catalogue
from authenticity.settings import LOCAL
from authenticity.store.chunks import chunks
from authenticity.store.resolution_tables import ManualItemRow


@dataclass(frozen=True, slots=True)
class ManualItem:
    """What somebody says is wrong: `field` as in `include/corrections.yaml`, `description` masked.

    Without `party_role` it is about the whole policy.
    """

    item_id: str
    policy_no: str
    party_role: str | None
    party_seq: int | None
    field: str
    description: str
    origin: str


def item_of(
    policy_no: str,
    party: tuple[str | None, int | None],
    field: str,
    description: str,
    origin: str,
    on: date,
) -> ManualItem:
    """An item with its number: the same words on the same day are the same item."""
    masked = canonical.clean(free_text.mask(description))
    parts = (
        policy_no,
        *("" if each is None else each for each in party),
        field,
        masked,
        origin,
        on,
    )
    return ManualItem(canonical.digest(parts), policy_no, *party, field, masked, origin)


def enter(
    connection: Connection, items: Sequence[ManualItem], person: Person, at: datetime
) -> set[str]:
    """Keeps the items, in the caller's transaction; gives the numbers of those that are new.

    Raises `AccessError` when this person may not.
    """
    permissions.require(person, "enter")
    events.lock(connection)
    by_id = {item.item_id: item for item in items}
    for chunk in chunks(sorted(by_id)):
        known = select(ManualItemRow.item_id).where(ManualItemRow.item_id.in_(chunk))
        for item_id in connection.scalars(known).all():
            del by_id[item_id]
    origin = {"entered_by": person.user_name, "entered_at": at}
    rows = [{name: getattr(item, name) for name in item.__slots__} for item in by_id.values()]
    if rows:
        connection.execute(insert(ManualItemRow), [{**row, **origin} for row in rows])
    told = ("item_id", "policy_no", "party_role", "party_seq", "field", "origin")
    new = [
        events.NewEvent(None, "manual_item_entered", {name: row[name] for name in told})
        for row in rows
    ]
    events.append_all(connection, new, at, person.user_name)
    return set(by_id)


def of_list_date(connection: Connection, list_date: date) -> list[ManualItem]:
    """What this list takes in: what it took before, and what was entered before the day began."""
    begin = datetime.combine(list_date, time.min, tzinfo=LOCAL)
    columns = [getattr(ManualItemRow, name) for name in ManualItem.__slots__]
    is_waiting = ManualItemRow.list_date.is_(None) & (ManualItemRow.entered_at < begin)
    statement = select(*columns).where(or_(ManualItemRow.list_date == list_date, is_waiting))
    return [ManualItem(*row) for row in connection.execute(statement.order_by(columns[0]))]


def take(connection: Connection, item_ids: Collection[str], list_date: date) -> None:
    """The list date that took the items in, for good."""
    for chunk in chunks(sorted(item_ids)):
        connection.execute(
            update(ManualItemRow)
            .where(ManualItemRow.item_id.in_(chunk), ManualItemRow.list_date.is_(None))
            .values(list_date=list_date)
        )


def finding_of(item: ManualItem, list_date: date) -> Finding:
    """The finding that the item becomes on its list."""
    rule = catalogue.load().rule(MANUAL_RULE)
    return Finding(
        list_date=list_date,
        rule_code=rule.code,
        article=rule.articles,
        level=rule.level,
        policy_no=item.policy_no,
        party_role=item.party_role,
        party_seq=item.party_seq,
        subject_key=item.item_id,
        detail={"field": item.field, "description": item.description, "origin": item.origin},
        rule_version=rule.version,
    )
