"""Every figure of a quarter, beside plain SQL over the views."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from tests.unit.cases.case_samples import CALENDAR
from tests.unit.reporting import quarter_oracle as oracle
from tests.unit.reporting import quarter_samples as samples
from tests.unit.reporting.quarter_samples import DAYS, QUARTER

from authenticity.errors import ReportError
from authenticity.reporting import period
from authenticity.reporting.quarter import figures as quarter_figures
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.store.case_store import Store

SPAN = {"first": "2026-07-01", "last": "2026-09-30"}
END = "2026-09-30 16:00:00"
OFFICE = ("judged", "failing", "errors", "warnings", "opened", "relapses", "due", "on_time",
          "completed", "unfinished")  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_is_what_plain_sql_over_the_views_counts(store: Store, seed: int) -> None:
    samples.live(store, seed)
    found = samples.figures(store)
    with store.read() as connection:
        offices = oracle.by_office(connection, SPAN, END)
        rules = oracle.by_rule(connection, SPAN)
        subjects = {
            kind: oracle.by_subject(connection, SPAN, column)
            for kind, column in (("salespeople", "agent_code"), ("agencies", "agency_code"))
        }
        sanctions = oracle.sanctions(connection, SPAN)
    assert {(o.channel_code, o.branch_code): {n: getattr(o, n) for n in OFFICE} for o in
            found.offices} == {office: {n: counts.get(n, 0) for n in OFFICE} for office, counts
                               in offices.items()}  # fmt: skip
    assert {
        r.rule_code: (r.errors, r.warnings, r.right, r.wrong, r.undecided) for r in found.rules
    } == rules
    for kind, expected in subjects.items():
        assert {
            (s.code, s.channel_code, s.branch_code): (
                s.cases, s.verified, s.false, s.refused, s.corrected, sum(n for _, n in s.kinds)
            )
            for s in getattr(found, kind)
        } == expected  # fmt: skip
    assert {
        (s.code, s.channel_code, s.branch_code, kind): number
        for s in found.salespeople
        for kind, number in s.sanctions
    } == sanctions
    assert sum(band.cases for band in found.ages) == sum(o.unfinished for o in found.offices)
    for name in ("failing", "opened"):
        assert sum(getattr(m, name) for m in found.months) == sum(
            getattr(o, name) for o in found.offices
        )
    assert sum(m.judged for m in found.months) == sum(o.judged or 0 for o in found.offices)
    assert min(o.due for o in found.offices) >= 0 < sum(o.on_time for o in found.offices)
    assert found.salespeople, "a sample in which nobody is named proves little"


def test_a_day_outside_the_quarter_changes_nothing_of_it(store: Store) -> None:
    samples.live(store, 3, DAYS[-3:])
    before = samples.figures(store)
    with store.read() as connection:
        assert period.read(connection, Quarter(2026, 4), CALENDAR).list_dates == ()
    samples.live_on(store, 4, [date(2026, 10, 8)])
    after = samples.figures(store)
    assert asdict(after)["offices"] == asdict(before)["offices"]
    assert samples.figures(store, Quarter(2026, 4)).list_dates == 1


def test_figures_come_back_from_their_text_as_they_were(store: Store) -> None:
    samples.live(store, 5, DAYS[-5:])
    found = samples.figures(store)
    assert quarter_figures.read(found.text()) == found


def test_offices_have_no_judged_policies_where_the_ledger_does_not_part_them(
    store: Store,
) -> None:
    samples.live(store, 6, DAYS[-2:])
    with store.begin() as connection:
        connection.exec_driver_sql(
            "DELETE FROM reconciliation WHERE measure LIKE 'policies_by_office%%'"
            if connection.dialect.name == "postgresql"
            else "DELETE FROM reconciliation WHERE measure LIKE 'policies_by_office%'"
        )
    found = samples.figures(store)
    assert {office.judged for office in found.offices} == {None}
    assert found.headline().judged > 0


def test_a_missing_day_is_refused_by_its_name(store: Store) -> None:
    samples.release(store, [*DAYS[:5], *DAYS[6:]])
    with store.read() as connection:
        span = period.read(connection, QUARTER, CALENDAR)
    with pytest.raises(ReportError, match=f"lacks 1 working days .*{DAYS[5]}"):
        period.require_whole(span)


def test_a_whole_quarter_lacks_nothing_and_counts_to_its_last_day(store: Store) -> None:
    samples.release(store, DAYS)
    with store.read() as connection:
        span = period.read(connection, QUARTER, CALENDAR)
    period.require_whole(span)
    assert (span.missing, span.as_of) == ((), date(2026, 9, 30))


def test_a_quarter_whose_end_is_missing_counts_to_its_last_list(store: Store) -> None:
    samples.live(store, 9, DAYS[:4])
    with store.read() as connection:
        span = period.read(connection, QUARTER, CALENDAR)
    assert span.as_of == DAYS[3]
    assert samples.figures(store).as_of == DAYS[3]


def test_a_quarter_without_any_list_is_nothing_to_report(store: Store) -> None:
    with store.read() as connection:
        span = period.read(connection, QUARTER, CALENDAR)
    with pytest.raises(ReportError, match="has no released list at all"):
        period.require_any(span, "QUARTER")
