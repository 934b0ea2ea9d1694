"""The sign-off of a quarter: who is asked, what counts as a signature, and what follows.

Airflow lets whoever is assigned answer, and knows neither who prepared a version nor who has left
since. So the answer is judged here, on the people on record, before anything is published.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from authenticity.access import people, permissions
from authenticity.delivery import messages
from authenticity.delivery.routes import Routes
from authenticity.errors import AccessError, AuthenticityError, ReportError
from authenticity.privacy import free_text
from authenticity.reporting import measures
from authenticity.reporting.quarter import (
    report_messages,
    signers,
    version_files,
    versions,
    words,
)
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.reporting.quarter.report_messages import Occasion
from authenticity.reporting.quarter.versions import Version
from authenticity.runtime import auth_manager, connections, offices, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.settings import home, now
from authenticity.store.case_store import Store
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar

NO_REMARK = "没有写明原因"


@dataclass(frozen=True)
class Question:
    """What compliance is asked. `signers`: who may answer; nobody named: who may use the DAG."""

    subject: str
    body: str
    signers: tuple[str, ...]
    patience: timedelta


@dataclass(frozen=True)
class Answer:
    """What Airflow says that somebody said."""

    is_approval: bool
    by: str
    remark: str


def submit(quarter: str, run: str = "", *, by_hand: bool = True) -> Version | None:
    """Ask compliance about the quarter's latest version; None when that is signed already.

    None also when a draft, not a person, starts a `run`, and another run has put the question: a
    roll-up that is made again announces the same version again. The run that put it may be
    tried again.
    """
    at, asked = now(), Quarter.read(quarter)
    with explained("ask"), connections.case_store() as store:
        ways = routes.routes(store)
        with store.begin() as connection:
            version = versions.latest(connection, str(asked))
            asked_in = versions.asked_in(connection, version)
            if version.status == versions.SIGNED or (
                not by_hand and asked_in and run not in asked_in
            ):
                return None
            if version.asked_at is not None and run and asked_in[-1:] == (run,):
                return version  # the step died behind its commit
            versions.ask(connection, version, at, run)
            version = versions.find(connection, version.quarter, version.version)
            _tell(connection, version, "asked", at, ways)
    log.info("%s: compliance is asked to sign", version.name)
    return version


def question(quarter: str, number: int) -> Question:
    """The question as Airflow shows it: counts, hash and place, nothing personal.

    Raises `AccessError` when nobody on record may sign this version.
    """
    said, at = words.load(), now()
    with explained("approve"), connections.case_store() as store, store.read() as connection:
        version = versions.find(connection, quarter, number)
        able = signers.of_version(connection, version, local_day(at))
    if not able:
        raise AccessError(
            f"nobody on record may sign {version.name}: it takes somebody in compliance who did "
            "not prepare it; put one on record with: make people FILE=people.csv"
        )
    whole = version.figures.headline()
    lines = [
        f"- 核查保单 {whole.judged:,}，有错误 {whole.failing:,}，问题件 {whole.opened:,}",
        f"- 考核分 {measures.points(measures.kpi(whole))}；列名业务员 {whole.salespeople:,} 名、"
        f"代理机构 {whole.agencies:,} 家",
        f"- 缺少清单的工作日 {len(version.figures.missing)} 个",
        f"- 代替版本 {version.supersedes or measures.ABSENT}；编制人 {version.prepared_by}",
        f"- 文件 `{version.file}`",
        f"- SHA-256 `{version.sha256}`",
    ]
    return Question(
        subject=f"{said.title} {quarter} 第 {number} 版",
        body="\n".join(lines),
        signers=able if auth_manager.knows_people_by_name() else (),
        patience=timedelta(days=said.time_out.value),
    )


def record(quarter: str, number: int, answer: Answer | None) -> str:
    """Sign and publish, or reject, or leave the draft open; gives the version's state.

    Without an answer (time is over), or with one of somebody who may not sign, the draft stays,
    compliance is told, and `ReportError` or `AccessError` says why.
    """
    at = now()
    with explained("record"), connections.case_store() as store:
        ways = routes.routes(store)
        with store.read() as connection:
            version = versions.find(connection, quarter, number)
            refusal = _refusal(connection, version, answer, at) if answer else None
        if answer is None or refusal is not None:
            refusal = refusal or _unanswered(version)
            _leave_open(store, version, str(refusal), at, ways)
            raise refusal
        if answer.is_approval:
            _sign(store, version, answer, at, ways)
            return versions.SIGNED
        reason = free_text.mask(answer.remark).strip() or NO_REMARK
        with store.begin() as connection:
            versions.reject(connection, version, answer.by, at, reason)
            _tell(connection, version, "rejected", at, ways, reason)
    log.info("%s: rejected by %s", version.name, answer.by)
    return versions.REJECTED


def remind(store: Store, at: datetime, ways: Routes) -> int:
    """Remind compliance of drafts that wait, each time once; how many messages."""
    every = words.load().remind_after.value
    calendar, today = OfficialCalendar.load(), local_day(at)
    told = 0
    with store.read() as connection:
        waiting = versions.waiting(connection)
    for version in waiting:
        days = len(calendar.working_days(local_day(version.asked_at or at), today)) - 1
        if days >= every:
            with store.begin() as connection:
                told += _tell(connection, version, "reminded", at, ways, time=days // every)
    return told


def _refusal(
    connection: Connection, version: Version, answer: Answer, at: datetime
) -> AuthenticityError | None:
    """Why an answer is neither a signature nor a rejection."""
    try:
        person = people.person(connection, answer.by, local_day(at))
        permissions.require(person, "sign")
    except AccessError as error:
        return error
    if answer.by in signers.preparers(version):
        return AccessError(
            f"{answer.by} prepared {version.name} and cannot sign it; somebody else has to"
        )
    return None


def _unanswered(version: Version) -> ReportError:
    return ReportError(
        f"{version.name} has no answer, since time is over or the question could not be put; it "
        "stays a draft, trigger sign_quarter again"
    )


def _sign(store: Store, version: Version, answer: Answer, at: datetime, ways: Routes) -> None:
    """The record first, then the copy; run again after a kill, only the copy is missing."""
    folder = version_files.folder(home().reports, version.quarter, version.version)
    if not version_files.are_whole(folder, version.manifest_sha256):
        raise ReportError(
            f"files of {version.name} are gone; run: make rollup QUARTER={version.quarter}"
        )
    if version.status != versions.SIGNED:
        with store.begin() as connection:
            versions.sign(connection, version, answer.by, at, free_text.mask(answer.remark))
            _tell(connection, version, "signed", at, ways)
    sign_off = {
        "quarter": version.quarter,
        "version": version.version,
        "sha256": version.sha256,
        "manifest_sha256": version.manifest_sha256,
        "signed_by": version.signed_by or answer.by,
        "signed_at": (version.signed_at or at).isoformat(),
    }
    text = json.dumps(sign_off, ensure_ascii=False, indent=2) + "\n"
    version_files.publish(home().reports, version.quarter, version.version, text.encode())
    log.info("%s: signed by %s, and published", version.name, answer.by)


def _leave_open(store: Store, version: Version, reason: str, at: datetime, ways: Routes) -> None:
    with store.begin() as connection:
        versions.leave_open(connection, version, reason, at)
        _tell(connection, version, "not_signed", at, ways, reason)


def _tell(
    connection: Connection,
    version: Version,
    occasion: Occasion,
    at: datetime,
    ways: Routes,
    reason: str = "",
    time: int = 1,
) -> int:
    to = offices.addressees_on(connection, local_day(at), ways)
    new = report_messages.messages_of(version, occasion, to, at, time=time, reason=reason)
    return messages.enqueue(connection, new, at, ways)
