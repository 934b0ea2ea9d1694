"""Every figure of a month, beside pandas over the views and the audit chain."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Connection, select, update
from tests.unit.cases import case_samples as cases
from tests.unit.reporting import month_oracle as oracle
from tests.unit.reporting import month_samples as months
from tests.unit.reporting import quarter_samples as samples
from tests.unit.reporting.month_samples import SEPTEMBER
from tests.unit.reporting.quarter_samples import DAYS

from authenticity.audit import events
from authenticity.cases import returning, states
from authenticity.errors import ConfigurationError
from authenticity.reporting.month.figures import MonthFigures
from authenticity.reporting.month.months import Month
from authenticity.store.case_store import Store
from authenticity.store.tables import CaseRow, RunRow

MONTHS = (Month(2026, 7), Month(2026, 8), SEPTEMBER)
ANSWERED_AT = datetime(2026, 9, 24, 12, tzinfo=UTC)
AFTERWARDS = datetime(2026, 10, 8, 2, tzinfo=UTC)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_is_what_pandas_counts(store: Store, seed: int) -> None:
    samples.live(store, seed)
    months.lists(store, seed, DAYS)
    for month in MONTHS:
        found, name = months.figures(store, month), str(month)
        with store.read() as connection:
            days = oracle.released(connection, name)
            judged = oracle.judged(connection, days)
            records = oracle.findings(connection, days)
            due = oracle.due(connection, name, month.last)
            lists = oracle.lists(connection, name)
        assert (found.list_dates, found.judged) == (len(days), sum(judged.values()))
        assert {key: n for key, n in _of(found, "judged").items() if n} == judged
        assert _of(found, "failing") == oracle.failing(records)
        assert {
            (each.family, each.channel_code, each.branch_code): (
                each.failing, each.errors, each.warnings,
            )
            for each in found.families
        } == oracle.by_family(records)  # fmt: skip
        assert {
            (each.channel_code, each.branch_code): (
                each.due, each.on_time, each.on_time + each.late, each.verified,
            )
            for each in found.answers
        } == due  # fmt: skip
        assert all(each.unanswered == each.due - each.on_time - each.late for each in found.answers)
        assert {
            each.channel_code: (each.lists, each.on_day, each.received, each.received_on_day)
            for each in found.lists
        } == lists
        assert found.whole.due == sum(counts[0] for counts in due.values()) > 0


def _of(found: MonthFigures, name: str) -> dict[tuple[str, str], int]:
    counts = {(o.channel_code, o.branch_code): getattr(o, name) for o in found.offices}
    return {office: number for office, number in counts.items() if number or name == "judged"}


def test_what_happens_after_a_month_changes_nothing_of_it(store: Store) -> None:
    samples.live(store, 3, months.days_of(MONTHS[0]))
    before = months.figures(store, MONTHS[0])
    samples.live_on(store, 4, [*months.days_of(MONTHS[1]), *months.days_of(MONTHS[2])])
    assert asdict(months.figures(store, MONTHS[0])) == asdict(before)
    assert before.whole.due > before.whole.on_time, "some were answered afterwards, or never"


@pytest.fixture
def due_soon(store: Store) -> str:
    """A case that is due in September, with the back office when the last list was made."""
    samples.live(store, 5, months.days_of(SEPTEMBER)[:-4])
    samples.release(store, DAYS[-4:])
    with store.read() as connection:
        found = select(CaseRow.case_no).where(
            CaseRow.status == states.DISPATCHED,
            CaseRow.due_at.between(ANSWERED_AT, datetime(2026, 9, 30, 16, tzinfo=UTC)),
        )
        return connection.scalars(found.order_by(CaseRow.case_no)).first() or "none"


def test_an_answer_that_is_sent_back_later_was_in_time_when_the_month_ended(
    store: Store, due_soon: str
) -> None:
    open_before = months.figures(store, SEPTEMBER)
    with store.begin() as connection:
        answer = {"outcome": "LEGITIMATE", "investigator": "ann", "resolved_at": ANSWERED_AT}
        states.move(connection, {due_soon: {}}, states.RESOLVED, ANSWERED_AT, "ann", answer)
    before = months.figures(store, SEPTEMBER)
    assert before.whole.on_time == open_before.whole.on_time + 1
    with store.begin() as connection:
        returning.send_back(connection, due_soon, "no proof", AFTERWARDS, "coy")
    assert asdict(months.figures(store, SEPTEMBER)) == asdict(before)
    with store.begin() as connection:
        cases.verify_in(connection, due_soon, "CORRECTED", AFTERWARDS)
    assert asdict(months.figures(store, SEPTEMBER)) == asdict(before)


def test_a_case_withdrawn_in_the_month_is_not_due_and_one_withdrawn_later_was(
    store: Store, due_soon: str
) -> None:
    before = months.figures(store, SEPTEMBER)
    with store.begin() as connection:
        _withdraw(connection, due_soon, AFTERWARDS)
    assert asdict(months.figures(store, SEPTEMBER)) == asdict(before)
    with store.begin() as connection:
        of_case = update(CaseRow).where(CaseRow.case_no == due_soon)
        connection.execute(of_case.values(closed_at=ANSWERED_AT))
    assert months.figures(store, SEPTEMBER).whole.due == before.whole.due - 1


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_case_that_a_later_re_run_withdraws_was_answered_or_not_as_the_month_ended(
    store: Store, due_soon: str, is_answered: bool
) -> None:
    if is_answered:
        with store.begin() as connection:
            answer = {"outcome": "LEGITIMATE", "investigator": "ann", "resolved_at": ANSWERED_AT}
            states.move(connection, {due_soon: {}}, states.RESOLVED, ANSWERED_AT, "ann", answer)
    before = months.figures(store, SEPTEMBER)
    with store.begin() as connection:
        _withdraw(connection, due_soon, AFTERWARDS, **returning.NO_RESULT)
    assert asdict(months.figures(store, SEPTEMBER)) == asdict(before)


def _withdraw(connection: Connection, case_no: str, at: datetime, **forgotten: None) -> None:
    """`forgotten`: what the row of a case loses that has no error any more (`cases.settling`)."""
    closed = {"closed_at": at, **forgotten}
    states.move(connection, {case_no: {}}, states.WITHDRAWN, at, "system", closed)


@pytest.mark.parametrize("days", [(60,), (60, -120), (-120, 60)])
def test_a_deadline_that_is_moved_later_was_as_it_was(
    store: Store, due_soon: str, days: tuple[int, ...]
) -> None:
    before = [months.figures(store, month) for month in MONTHS]
    with store.begin() as connection:
        for number in days:
            of_case = CaseRow.case_no == due_soon
            was = connection.execute(select(CaseRow.due_at).where(of_case)).scalar_one()
            moved = was + timedelta(days=number)
            connection.execute(update(CaseRow).where(of_case).values(due_at=moved))
            detail = {"before": {"due_at": was.isoformat()}, "after": {}}
            events.append(connection, due_soon, "deadlines_changed", detail, AFTERWARDS, "system")
    assert [asdict(months.figures(store, month)) for month in MONTHS] == list(map(asdict, before))


def test_a_missing_and_a_late_list_are_named(store: Store) -> None:
    days = months.days_of(SEPTEMBER)
    samples.release(store, [day for day in days if day != days[4]])
    with store.begin() as connection:
        late = datetime.combine(days[7] + timedelta(days=1), time(1), tzinfo=UTC)
        of_day = update(RunRow).where(RunRow.list_date == days[7])
        connection.execute(of_day.values(ended_at=late))
    found = months.figures(store, SEPTEMBER)
    assert (found.missing, found.late) == ((days[4],), (days[7],))
    assert found.lists_on_day == len(days) - 2
    assert found.as_of == SEPTEMBER.last


def test_months_before_the_first_list_are_no_trend(store: Store) -> None:
    samples.live(store, 7, months.days_of(SEPTEMBER))
    assert [each.month for each in months.summary(store, months=6).months] == ["2026-09"]
    samples.release(store, [date(2026, 7, 1)])
    shown = [each.month for each in months.summary(store, months=6).months]
    assert shown == ["2026-07", "2026-08", "2026-09"], "a gap within is seen"
    assert months.summary(store).previous is None


@pytest.mark.parametrize(
    "text", ["2026-9", "2026-13", "2026-00", "2026Q3", "", "26-09", "2026-09-01"]
)
def test_a_month_is_written_in_one_way(text: str) -> None:
    with pytest.raises(ConfigurationError, match="is no month; write it like MONTH=2026-09"):
        Month.read(text)


def test_a_month_knows_its_days_and_the_one_before() -> None:
    assert Month.read(" 2028-02 ").last == date(2028, 2, 29)
    assert Month.of(date(2026, 12, 31)).last == date(2026, 12, 31)
    assert str(Month(2026, 1).previous) == "2025-12"
