"""Compliance writes notes on cases, salespeople and agencies; each is masked, and an event."""

from __future__ import annotations

import json

import pytest
from tests.unit.access.person_samples import ANN, COY, SUE
from tests.unit.cases.case_samples import AT, LATER, cases, finding, rows, run_day

from authenticity.cases import notes
from authenticity.errors import AccessError, ConfigurationError, StoreError

NOTES = "SELECT subject_kind, subject_no, text, written_by FROM v_note ORDER BY note_id"
EVENTS = "SELECT case_no, actor, detail FROM case_event WHERE kind = 'noted' ORDER BY event_id"


def write(store, subject: tuple[notes.SubjectKind, str], text="约谈业务员", author=COY, at=AT):
    with store.begin() as connection:
        return notes.write(connection, *subject, text, author, at)


def test_a_note_on_a_case_is_kept_masked_and_stands_in_the_case_s_history(store) -> None:
    run_day(store, [finding(1)])
    (case_no,) = cases(store)
    assert write(store, ("case", case_no), " 客户13813572468\n邮箱zhang@qq.com ") == 1
    masked = "客户138******68\n邮箱z***@qq.com"
    assert rows(store, NOTES) == [("case", case_no, masked, "coy")]
    ((in_case, actor, detail),) = rows(store, EVENTS)
    assert (in_case, actor) == (case_no, "coy")
    told = json.loads(detail)
    assert (told["note"], told["subject_no"]) == (1, case_no)
    assert "客户" not in detail


@pytest.mark.parametrize("kind", ["salesperson", "agency"])
def test_a_note_on_somebody_who_sells_belongs_to_no_case(store, kind) -> None:
    write(store, (kind, "A01"))
    assert rows(store, NOTES) == [(kind, "A01", "约谈业务员", "coy")]
    ((case_no, _actor, _detail),) = rows(store, EVENTS)
    assert case_no is None


def test_the_same_note_again_changes_nothing_and_another_one_is_kept(store) -> None:
    subject = ("agency", "B01")
    written = [write(store, subject, text, at=LATER) for text in ("一", "一", "二", "一")]
    assert written == [1, None, 2, 3]
    assert len(rows(store, EVENTS)) == 3
    assert write(store, ("agency", "B02"), "一", at=LATER) == 4


@pytest.mark.parametrize("author", [ANN, SUE])
def test_who_is_not_of_compliance_writes_no_note(store, author) -> None:
    with pytest.raises(AccessError, match="may not note; who may: compliance"):
        write(store, ("agency", "B01"), author=author)
    assert rows(store, NOTES) == rows(store, EVENTS) == []


def test_a_note_on_a_case_that_is_not_there_is_refused(store) -> None:
    with pytest.raises(StoreError, match="case C-0 is not in the case store"):
        write(store, ("case", "C-0"))


@pytest.mark.parametrize("text", ["", " \n\u3000", "x" * 2_001])
def test_a_text_that_is_none_or_a_whole_report_is_refused(store, text) -> None:
    with pytest.raises(ConfigurationError, match="TEXT has to have 1 to 2000 characters"):
        write(store, ("agency", "B01"), text)
