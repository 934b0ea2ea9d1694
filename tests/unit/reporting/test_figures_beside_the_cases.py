"""Ages, months, what followed, and what is noted at the freeze, beside plain SQL over the views."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert
from tests.unit.reporting import quarter_samples as samples
from tests.unit.reporting.quarter_oracle import FOUND, OPENED, RELEASED, rows
from tests.unit.reporting.quarter_samples import DAYS

from authenticity.reporting.quarter.figures import ConsequenceFigures
from authenticity.store.case_store import Store
from authenticity.store.consequence_tables import (
    CampaignPolicyRow,
    CampaignRow,
    HoldRow,
    ReferralRow,
)
from authenticity.store.resolution_tables import NoteRow

SPAN = {"first": "2026-07-01", "last": "2026-09-30"}
IN, AFTER = datetime(2026, 9, 30, 15, 59, tzinfo=UTC), datetime(2026, 9, 30, 16, 0, tzinfo=UTC)


def test_ages_count_working_days_on_the_last_day(store: Store) -> None:
    samples.live(store, 21, DAYS[-24:])
    found = samples.figures(store)
    with store.read() as connection:
        opened = rows(
            connection,
            "SELECT CAST(opened_on AS TEXT) FROM v_case WHERE closed_at IS NULL"
            " OR CAST(closed_at AS TEXT) >= '2026-09-30 16:00:00'",
        )
    bands: Counter[str] = Counter()
    for (day,) in opened:
        age = DAYS.index(date(2026, 9, 30)) - DAYS.index(date.fromisoformat(day))
        bands["0-3" if age <= 3 else "4-10" if age <= 10 else "11-20" if age <= 20 else ">20"] += 1
    assert {band.days: band.cases for band in found.ages} == {
        name: bands[name] for name in ("0-3", "4-10", "11-20", ">20")
    }


def test_months_are_those_of_the_list_dates(store: Store) -> None:
    samples.live(store, 22, [*DAYS[:2], *DAYS[-2:]])
    found = samples.figures(store)
    with store.read() as connection:
        judged = dict(
            rows(
                connection,
                "SELECT SUBSTR(CAST(list_date AS TEXT), 1, 7), SUM(value) FROM v_reconciliation"
                f" WHERE stage = 'open_cases' AND measure = 'policies_in_scope' AND {RELEASED}"
                " GROUP BY 1",
                **SPAN,
            )
        )
        opened = dict(
            rows(
                connection,
                f"SELECT SUBSTR(CAST(opened_on AS TEXT), 1, 7), COUNT(*) FROM ({OPENED}) AS c"
                " GROUP BY 1",
                **SPAN,
            )
        )
        failing = dict(
            rows(
                connection,
                "SELECT SUBSTR(CAST(list_date AS TEXT), 1, 7), COUNT(*) FROM (SELECT DISTINCT"
                f" list_date, policy_no FROM ({FOUND}) AS f WHERE level = 'E'"
                " AND rule_code <> 'manual.problem_item') AS p GROUP BY 1",
                **SPAN,
            )
        )
    assert [(m.month, m.judged, m.failing, m.opened) for m in found.months] == [
        (month, int(judged.get(month, 0)), failing.get(month, 0), opened.get(month, 0))
        for month in ("2026-07", "2026-08", "2026-09")
    ]


def consequences(connection: Connection) -> None:
    subject = {"subject_kind": "agency", "subject_no": "B01"}
    for at in (IN, AFTER):
        note = {**subject, "text": "x", "written_by": "coy", "written_at": at}
        connection.execute(insert(NoteRow).values(note))
        referral = {**subject, "reason": "x", "referred_by": "coy", "referred_at": at}
        connection.execute(insert(ReferralRow).values({**referral, "closed_at": AFTER}))
    for until in (None, date(2026, 9, 30), date(2026, 10, 1)):
        hold = {**subject, "since": date(2026, 5, 1), "until": until, "cases": "[]"}
        connection.execute(insert(HoldRow).values(hold))
    for serial, day in enumerate((date(2026, 9, 30), date(2026, 10, 8))):
        campaign = {**subject, "campaign_no": f"R{serial}", "serial": serial, "opened_on": day}
        connection.execute(
            insert(CampaignRow).values(campaign | {"status": "running", "complaints": "[]"})
        )
        for position, checked in enumerate((day, None)):
            policy = {"campaign_no": f"R{serial}", "policy_no": f"P{position}"}
            content = {**policy, "position": position, "checked_on": checked}
            connection.execute(insert(CampaignPolicyRow).values(content))


def test_what_followed_is_counted_within_the_quarter_to_its_last_second(store: Store) -> None:
    samples.release(store, DAYS)
    with store.begin() as connection:
        consequences(connection)
    assert samples.figures(store).consequences == ConsequenceFigures(
        notes=1,
        referrals=1,
        referrals_closed=1,
        campaigns=1,
        campaign_policies=2,
        campaign_checked=1,
        holds=2,
    )


def test_ledger_totals_and_audit_head_are_those_of_the_views(store: Store) -> None:
    samples.live(store, 23, DAYS[-4:])
    noted = samples.figures(store).noted
    with store.read() as connection:
        totals = rows(
            connection,
            f"SELECT stage, measure, SUM(value) FROM v_reconciliation WHERE {RELEASED}"
            " AND measure NOT LIKE '%.%' GROUP BY stage, measure",
            **SPAN,
        )
        identities = rows(
            connection,
            f"SELECT COUNT(*) FROM v_reconciliation WHERE {RELEASED} AND expected IS NOT NULL",
            **SPAN,
        )
        count, last = rows(
            connection,
            "SELECT (SELECT COUNT(*) FROM v_case_event), chain_hash FROM v_case_event"
            " WHERE chain_hash NOT IN (SELECT previous_hash FROM case_event)",
        )[0]
    assert {(t.stage, t.measure, t.value) for t in noted.ledger} == {
        (stage, measure, int(value)) for stage, measure, value in totals
    }
    assert (noted.identities, noted.balanced) == (identities[0][0], identities[0][0])
    assert noted.audit_head == f"{count}:{last}"
    assert [(v.what, v.version) for v in noted.versions] == [
        ("rule_set", "r2"),
        ("calendar", "c1"),
        ("code", "0.3.0"),
    ]
