"""Who worked on a case, or stands in its line, verifies it on no way: written to the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from tests.unit.access.person_samples import ANN, AT, AUD, COY, DAY, LEE, MAX, SUE, record, somebody
from tests.unit.cases import case_samples
from tests.unit.cases.case_samples import NEXT, cases, contents, dispatch, finding, run_day

from authenticity.access import four_eyes
from authenticity.access.people import Person
from authenticity.audit import events
from authenticity.errors import StoreError
from authenticity.settings import LOCAL
from authenticity.store.case_store import Store
from authenticity.store.migrations.four_eyes import WORDS
from authenticity.store.resolution_tables import ContactAttemptRow, EvidenceRow
from authenticity.store.tables import CaseRow, FindingRow

ONE_DAY = timedelta(days=1)
Deed = Callable[[Connection, str], None]
PEOPLE = (
    *(ANN, LEE, MAX, SUE, COY, AUD),
    somebody("agent", "compliance"),
    somebody("mate", "customer_service", team_code="T01"),
    somebody("bank", "compliance", channel_code="BANK"),
    somebody("away", "compliance", channel_code="AGENT", team_code="T07"),
)


@pytest.fixture
def case_no(store: Store) -> str:
    """A dispatched case of channel BANK, team T01, that the salesperson `agent` sold."""
    record(store, PEOPLE, case_samples.AT)
    run_day(store, [finding(1)])
    (case_no,) = cases(store)
    dispatch(store, [case_no])
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE problem_case SET agent_code = 'agent'")
    return case_no


def run(connection: Connection, statement: str, **values: Any) -> None:
    connection.execute(sa.text(statement), values)


def resolve(connection: Connection, by: str = "ann") -> None:
    run(connection, "UPDATE finding SET outcome = 'LEGITIMATE', investigator = :by", by=by)
    run(connection, "UPDATE problem_case SET status = 'RESOLVED', investigator = :by", by=by)


def verify(connection: Connection, by: str | None, status: str = "VERIFIED") -> None:
    run(connection, "UPDATE problem_case SET status = :to, verifier = :by", to=status, by=by)


def verify_one(connection: Connection, by: str, case_no: str) -> None:
    deed = "UPDATE problem_case SET status = 'VERIFIED', verifier = :by WHERE case_no = :no"
    run(connection, deed, by=by, no=case_no)


def why_not(store: Store, case_no: str, person: Person) -> str | None:
    with store.read() as connection:
        return four_eyes.why_not(connection, case_no, person)


def is_refused(store: Store, deed: Callable[[Connection], None]) -> bool:
    """Whether the database itself refuses the deed; then nothing of it is there."""
    before = contents(store)
    try:
        with store.begin() as connection:
            deed(connection)
    except StoreError as error:
        return WORDS in str(error) and contents(store) == before
    return False


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sue", None),
        ("coy", None),
        ("away", None),
        ("ann", "ann (clerk) may not verify"),
        ("lee", "lee (leader) may not verify"),
        ("max", "max (channel_manager) may not verify"),
        ("aud", "aud (auditor) may not verify"),
        ("agent", "agent is the salesperson that case"),
        ("mate", "mate belongs to team T01, which case"),
        ("bank", "bank belongs to channel BANK, which case"),
    ],
)
def test_words_and_constraint_agree_on_who_may_verify(store, case_no, name, words) -> None:
    with store.begin() as connection:
        resolve(connection)
    (person,) = (each for each in PEOPLE if each.user_name == name)
    said = why_not(store, case_no, person)
    assert (words is None) == (said is None)
    assert said is None or said.startswith(words)
    assert is_refused(store, lambda connection: verify(connection, name)) == (said is not None)


@pytest.mark.parametrize("status", ["VERIFIED", "REOPENED"])
@pytest.mark.parametrize("name", [None, "", "nobody", "SUE", "sue "])
def test_who_is_not_on_record_verifies_nothing(store, case_no, name, status) -> None:
    assert is_refused(store, lambda connection: verify(connection, name, status))


@pytest.mark.parametrize(
    ("first", "last", "may"),
    [
        (DAY, DAY, True),
        (DAY - ONE_DAY, None, True),
        (date(2026, 1, 1), DAY - ONE_DAY, False),
        (DAY + ONE_DAY, None, False),
    ],
)
def test_who_is_not_on_duty_that_day_verifies_nothing(store, case_no, first, last, may) -> None:
    with store.begin() as connection:
        resolve(connection)
    record(store, [replace(SUE, valid_from=first, valid_to=last)])
    for hour in (0, 23):  # the whole day, as it is in China
        at = datetime.combine(DAY, time(hour, 59), tzinfo=LOCAL)
        assert is_refused(store, lambda c, at=at: c.execute(_verdict("sue", at))) != may


def _verdict(by: str, at: datetime) -> sa.Update:
    return sa.update(CaseRow).values(status="VERIFIED", verifier=by, verified_at=at)


def test_without_a_time_of_the_verdict_its_verifier_is_on_duty_now(store, case_no) -> None:
    with store.begin() as connection:
        resolve(connection)
    record(store, [replace(SUE, valid_to=date(2026, 1, 2))])
    assert is_refused(store, lambda connection: verify(connection, "sue"))


def test_the_time_of_a_verdict_is_not_moved_to_a_day_without_duty(store, case_no) -> None:
    record(store, [replace(SUE, valid_to=DAY)])
    at = datetime.combine(DAY, time(9), tzinfo=LOCAL)
    with store.begin() as connection:
        resolve(connection)
        connection.execute(_verdict("sue", at))
    assert is_refused(store, lambda c: c.execute(_verdict("sue", at + 2 * ONE_DAY)))


def _answered(connection: Connection, case_no: str) -> None:
    run(connection, "UPDATE finding SET investigator = 'coy' WHERE case_no = :no", no=case_no)


def _resolved(connection: Connection, case_no: str) -> None:
    run(connection, "UPDATE problem_case SET investigator = 'coy' WHERE case_no = :no", no=case_no)


def _gave_evidence(connection: Connection, case_no: str) -> None:
    values = {"kind": "C", "reference": "影像1", "given_by": "coy", "given_at": AT}
    connection.execute(
        sa.insert(EvidenceRow).values(case_no=case_no, finding_id=_finding(connection), **values)
    )


def _tried_to_call(connection: Connection, case_no: str) -> None:
    values = {"attempted_on": DAY, "remark": "", "given_by": "coy", "given_at": AT}
    connection.execute(
        sa.insert(ContactAttemptRow).values(
            case_no=case_no, finding_id=_finding(connection), **values
        )
    )


def _answered_before_another(connection: Connection, case_no: str) -> None:
    events.append(connection, case_no, "answered", {}, AT, "coy")


def _finding(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SELECT finding_id FROM finding").scalar_one())


def _gave_evidence_in_another_case(connection: Connection, case_no: str) -> None:
    """The finding was in another case when it was answered, and came here since."""
    _elsewhere(connection, case_no)
    run(connection, "UPDATE finding SET case_no = 'C-2'")
    values = {"kind": "C", "reference": "影像1", "given_by": "coy", "given_at": AT}
    finding_id = _finding(connection)
    connection.execute(
        sa.insert(EvidenceRow).values(case_no="C-2", finding_id=finding_id, **values)
    )
    run(connection, "UPDATE finding SET case_no = :no", no=case_no)


def _elsewhere(connection: Connection, case_no: str) -> None:
    names = ", ".join(column.name for column in CaseRow.__table__.columns)
    chosen = names.replace("case_no", "'C-2'", 1).replace("serial", "99", 1)
    chosen = chosen.replace(" status", " 'WITHDRAWN'", 1)
    run(connection, f"INSERT INTO problem_case ({names}) SELECT {chosen} FROM problem_case")


DEEDS = (
    _answered,
    _resolved,
    _gave_evidence,
    _tried_to_call,
    _answered_before_another,
    _gave_evidence_in_another_case,
)
by_deed = pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)


@by_deed
def test_who_did_any_work_on_the_case_cannot_verify_it(store, case_no, deed: Deed) -> None:
    with store.begin() as connection:
        resolve(connection)
        deed(connection, case_no)
    assert why_not(store, case_no, COY) == (
        f"coy investigated case {case_no}, and somebody else has to verify it"
    )
    assert is_refused(store, lambda connection: verify(connection, "coy"))
    assert why_not(store, case_no, SUE) is None
    assert not is_refused(store, lambda connection: verify(connection, "sue"))


@pytest.mark.parametrize(("answered", "may"), [("the finding", False), ("another one", True)])
def test_an_answer_without_evidence_in_an_earlier_case_counts(
    store, case_no, answered: str, may: bool
) -> None:
    """Only the event of that case keeps it, once another answer has replaced it."""
    with store.begin() as connection:
        resolve(connection)
        _elsewhere(connection, case_no)
        finding_id = _finding(connection) if answered == "the finding" else "f" * 32
        detail = {"answers": [{"finding": finding_id, "outcome": "UNREACHABLE"}]}
        events.append(connection, "C-2", "answered", detail, AT, "coy")
    assert (why_not(store, case_no, COY) is None) == may
    assert why_not(store, case_no, SUE) is None
    assert is_refused(store, lambda connection: verify_one(connection, "coy", case_no)) != may
    if not may:  # a verdict is given once
        assert not is_refused(store, lambda connection: verify_one(connection, "sue", case_no))


@pytest.mark.parametrize(
    ("actor", "kind"), [("coy", "answered"), ("ann", "answered"), ("coy", "x")]
)
@pytest.mark.parametrize("where", ["the case", "an earlier one"])
def test_the_verifier_answers_nothing_afterwards_here_or_in_an_earlier_case(
    store, case_no, actor: str, kind: str, where: str
) -> None:
    with store.begin() as connection:
        resolve(connection)
        _elsewhere(connection, case_no)
        verify_one(connection, "coy", case_no)
        finding_id = _finding(connection)
    to = case_no if where == "the case" else "C-2"
    detail = {"answers": [{"finding": finding_id, "outcome": "UNREACHABLE"}]}
    refused = is_refused(store, lambda c: events.append(c, to, kind, detail, AT, actor))
    assert refused == ((actor, kind) == ("coy", "answered"))


def test_the_verifier_of_a_case_answers_other_findings_of_its_policy(store, case_no) -> None:
    with store.begin() as connection:
        resolve(connection)
        _elsewhere(connection, case_no)
        verify_one(connection, "coy", case_no)
    detail = {"answers": [{"finding": "f" * 32, "outcome": "UNREACHABLE"}]}
    assert not is_refused(store, lambda c: events.append(c, "C-2", "answered", detail, AT, "coy"))


@pytest.mark.parametrize(("answered", "may"), [("the finding", False), ("another one", True)])
def test_a_finding_that_the_verifier_answered_in_an_earlier_case_cannot_join(
    store, case_no, answered: str, may: bool
) -> None:
    with store.begin() as connection:
        resolve(connection)
        _elsewhere(connection, case_no)
        finding_id = _finding(connection)
        run(connection, "UPDATE finding SET case_no = 'C-2', investigator = NULL")
        detail = {"answers": [{"finding": finding_id if answered == "the finding" else "f" * 32}]}
        events.append(connection, "C-2", "answered", detail, AT, "coy")
        verify_one(connection, "coy", case_no)
    join = "UPDATE finding SET case_no = :no"
    assert is_refused(store, lambda connection: run(connection, join, no=case_no)) != may


@pytest.mark.parametrize("deed", DEEDS[:4], ids=lambda deed: deed.__name__)
def test_who_verified_cannot_work_on_the_case_afterwards(store, case_no, deed: Deed) -> None:
    with store.begin() as connection:
        resolve(connection)
        verify(connection, "coy")
    assert is_refused(store, lambda connection: deed(connection, case_no))


def test_a_finding_that_the_verifier_answered_cannot_join_the_case(store, case_no) -> None:
    run_day(store, [finding(2, list_date=NEXT)], NEXT)
    with store.begin() as connection:
        run(connection, "UPDATE finding SET investigator = 'coy' WHERE policy_no = 'P0002'")
        run(connection, "UPDATE problem_case SET investigator = 'ann'")
        run(
            connection,
            "UPDATE problem_case SET status = 'VERIFIED', verifier = 'coy' WHERE case_no = :no",
            no=case_no,
        )
    join = "UPDATE finding SET case_no = :no WHERE policy_no = 'P0002'"
    assert is_refused(store, lambda connection: run(connection, join, no=case_no))


def test_a_finding_with_evidence_of_the_verifier_cannot_join_the_case(store, case_no) -> None:
    run_day(store, [finding(2, list_date=NEXT)], NEXT)
    with store.begin() as connection:
        (row,) = connection.execute(
            sa.select(FindingRow.finding_id, FindingRow.case_no).where(
                FindingRow.policy_no == "P0002"
            )
        )
        values = {"kind": "C", "reference": "影像1", "given_by": "coy", "given_at": AT}
        connection.execute(sa.insert(EvidenceRow).values(**row._mapping, **values))
        run(
            connection,
            "UPDATE problem_case SET status = 'VERIFIED', verifier = 'coy' WHERE case_no = :no",
            no=case_no,
        )
    join = "UPDATE finding SET case_no = :no WHERE policy_no = 'P0002'"
    assert is_refused(store, lambda connection: run(connection, join, no=case_no))


@pytest.mark.parametrize("status", ["VERIFIED", "REOPENED", "RESOLVED"])
def test_no_state_lets_a_verdict_of_the_investigator_through(store, case_no, status) -> None:
    with store.begin() as connection:
        resolve(connection, by="coy")
    assert is_refused(store, lambda connection: verify(connection, "coy", status))


@pytest.mark.parametrize("status", ["VERIFIED", "REOPENED"])
def test_a_case_cannot_be_written_as_verified_in_the_first_place(store, case_no, status) -> None:
    columns = sa.inspect(store.engine).get_columns("problem_case")
    names = ", ".join(column["name"] for column in columns)
    chosen = names.replace("case_no", "'C-2'", 1).replace("serial", "99", 1)
    chosen = chosen.replace(" status", f" '{status}'", 1).replace(" verifier", " 'ann'", 1)
    copy = f"INSERT INTO problem_case ({names}) SELECT {chosen} FROM problem_case"
    assert is_refused(store, lambda connection: run(connection, copy))


@pytest.mark.parametrize(
    "change", ["agent_code = 'sue'", "investigator = 'sue'", "verifier = 'ann'", "verifier = NULL"]
)
def test_a_verdict_cannot_be_made_wrong_afterwards(store, case_no, change) -> None:
    with store.begin() as connection:
        resolve(connection)
        verify(connection, "sue")
    assert is_refused(store, lambda c: run(c, f"UPDATE problem_case SET {change}"))


def test_a_verdict_stays_when_its_verifier_changes_the_role(store, case_no) -> None:
    with store.begin() as connection:
        resolve(connection)
        verify(connection, "sue")
    record(store, [replace(SUE, role="clerk", channel_code="BANK")])
    with store.begin() as connection:
        run(connection, "UPDATE problem_case SET status = 'REOPENED'")
    assert cases(store)[case_no][1] == "REOPENED"


def test_a_conflict_clause_of_sqlite_does_not_get_past(store, case_no) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no UPDATE OR IGNORE")
    for way in ("IGNORE", "REPLACE", "FAIL"):
        statement = f"UPDATE OR {way} problem_case SET status = 'VERIFIED', verifier = 'ann'"
        assert is_refused(store, lambda connection, text=statement: run(connection, text))


def test_a_case_that_is_not_there_is_named(store) -> None:
    with store.read() as connection, pytest.raises(StoreError, match="case C-0 is not in"):
        four_eyes.why_not(connection, "C-0", SUE)
