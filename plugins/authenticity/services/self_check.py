"""The stock self-check: begun or gone on with, judged in parts, reported; and ordered (Art. 26).

One step at a time works in a home, so the turn is given back after each part: the daily job waits
for one part, never for the whole stock. A part is there whole or not at all, and what is there is
not judged again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from authenticity.access import people
from authenticity.cases import waivers
from authenticity.dag_names import SELF_CHECK, STOCK_SELF_CHECK
from authenticity.delivery import ladder_messages, registers, registers_sent
from authenticity.errors import LakeError
from authenticity.lake.partitions import partition
from authenticity.ledger import runs
from authenticity.rules import catalogue
from authenticity.runtime import connections, home_lock, offices, routes
from authenticity.runtime.step_frame import explained, log, stage
from authenticity.self_check import (
    check_settings,
    checks,
    figures,
    report_sent,
    row_judgement,
    stock_rows,
    stock_screening,
)
from authenticity.self_check import report as reports
from authenticity.self_check.checks import Asked, Check
from authenticity.self_check.part_files import PartFiles
from authenticity.self_check.report import Report
from authenticity.settings import home, now
from authenticity.working_days.conventions import Conventions
from authenticity.working_days.deadlines import local_day


@dataclass(frozen=True)
class Checked:
    """What a check came to, and the folder of its report."""

    check_no: str
    policies: int
    in_error: int
    folder: Path


def check(from_day: date | None = None) -> Checked:
    """Check the stock, or what was issued since `from_day`, and write the report.

    Raises `LakeError` where no list was ever made, or a partition is gone meanwhile.
    """
    list_date = _last_list_date()
    with stage(STOCK_SELF_CHECK, list_date, SELF_CHECK, is_first=True):
        current = _begun_or_found(from_day, list_date)
    parts = PartFiles.of(home().lake, current.check_no)
    if current.status != checks.FINISHED:
        _judge(current, parts, list_date)
    with stage(STOCK_SELF_CHECK, list_date, SELF_CHECK):
        return _report(current, parts, list_date)


def order(user_name: str) -> str:
    """Have cases opened of the check that was finished last; returns its number."""
    at = now()
    with (
        explained("self-check"),
        home_lock.take(home().root, "self-check order", log.info),
        connections.case_store() as store,
        store.begin() as connection,
    ):
        person = people.person(connection, user_name, local_day(at))
        ordered = checks.order(connection, person, at)
    log.info("self-check %s: cases ordered by %s", ordered.check_no, user_name)
    return ordered.check_no


def _last_list_date() -> date:
    sealed = partition.sealed_dates(home().lake)
    if not sealed:
        raise LakeError("no list was made yet, so there is no stock to check; make a list first")
    return max(sealed)


def _begun_or_found(from_day: date | None, list_date: date) -> Check:
    """The check of that reach that is under way, or finished and of this state; else a new one."""
    lake, as_of = home().lake, list_date + timedelta(days=1)
    asked = Asked(
        as_of=as_of,
        from_day=from_day,
        rules_version=catalogue.load().version,
        portion=check_settings.in_force().portion.value,
        sources=stock_rows.sources(lake, as_of),
    )
    with connections.case_store() as store, store.begin() as connection:
        known = checks.latest(connection, from_day)
        if known is not None and known.status == checks.RUNNING:
            reason = _why_not_gone_on_with(known, asked)
            if reason is None:
                log.info("self-check %s: goes on where it was", known.check_no)
                return known
            checks.abandon(connection, known, reason, now())
            PartFiles.of(lake, known.check_no).remove()
            log.info("self-check %s: abandoned, %s", known.check_no, reason)
        elif known is not None and _is_same(known.asked, asked) and _has_files(known):
            return known
        begun = checks.begin(connection, asked, now())
    log.info("self-check %s: begins, the stock as of %s", begun.check_no, asked.as_of)
    return begun


def _why_not_gone_on_with(known: Check, asked: Asked) -> str | None:
    if known.asked.rules_version != asked.rules_version:
        return "the rules have changed since"
    is_whole = all((home().lake / source).is_dir() for source in known.asked.sources)
    return None if is_whole else "the stock was put together anew meanwhile"


def _is_same(known: Asked, asked: Asked) -> bool:
    return (known.as_of, known.rules_version) == (asked.as_of, asked.rules_version)


def _has_files(known: Check) -> bool:
    """Whether what it found is still there; else the stock is checked anew."""
    return PartFiles.of(home().lake, known.check_no).folder.is_dir()


def _judge(current: Check, parts: PartFiles, list_date: date) -> None:
    """What is missing of the check."""
    lake, rules = home().lake, catalogue.load()
    turn = partial(stage, STOCK_SELF_CHECK, list_date, SELF_CHECK)
    with connections.case_store() as store, store.read() as reading:
        known = waivers.current(reading, current.asked.as_of, Conventions.load().waiver_days)
    row_judgement.judge_portions(lake, current, parts, connections.keyring(), rules.judged, turn)
    stock_screening.screen(lake, current, parts, rules, known, turn)


def _report(current: Check, parts: PartFiles, list_date: date) -> Checked:
    """Counts, writes the report, tells compliance once, and ends the run."""
    counted, at = figures.read(parts), current.finished_at or now()
    known = registers.read_registers(home().lake, list_date, connections.keyring())
    report = Report(
        check=current,
        figures=counted,
        catalogue=catalogue.load(),
        channel_names={code: each.name for code, each in known.channels.items()},
        settings=check_settings.in_force(),
        at=at,
    )
    folder = home().reports / "self_check" / current.check_no
    reports.publish(report, folder)
    whole = counted.whole
    with connections.case_store() as store:
        ways = routes.routes(store)
        with store.begin() as connection:
            if current.status != checks.FINISHED:
                checks.finish(
                    connection, current, whole.policies, whole.in_error, counted.digest, at
                )
            addressees = offices.addressees_on(connection, local_day(at), ways)
            name = ladder_messages.load_words().compliance_name
            sent = report_sent.registers(report, addressees, name, local_day(at))
            registers_sent.send(connection, sent, offices.office(ways), at)
            runs.finish(connection, STOCK_SELF_CHECK, list_date, status=runs.RELEASED, at=now())
    told = "self-check %s: %d policies, %d of them in error"
    log.info(told, current.check_no, whole.policies, whole.in_error)
    return Checked(current.check_no, whole.policies, whole.in_error, folder)
