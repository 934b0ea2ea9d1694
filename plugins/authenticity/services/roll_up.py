"""The quarterly roll-up: a quarter's figures frozen as a version, with its files (Art. 22, 23)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from authenticity import files
from authenticity.access import people, permissions
from authenticity.access.people import Person
from authenticity.delivery import ladder_messages, messages
from authenticity.errors import ConfigurationError
from authenticity.reporting import names, period
from authenticity.reporting.period import Period
from authenticity.reporting.quarter import (
    annex,
    compiling,
    differences,
    report_messages,
    version_files,
    versions,
    words,
)
from authenticity.reporting.quarter.compiling import Request
from authenticity.reporting.quarter.differences import Difference
from authenticity.reporting.quarter.edition import Edition, saying
from authenticity.reporting.quarter.figures import Figures
from authenticity.reporting.quarter.quarters import Quarter
from authenticity.reporting.quarter.versions import Version
from authenticity.reporting.quarter.words import Words
from authenticity.runtime import connections, home_lock, offices, routes
from authenticity.runtime.step_frame import explained, log
from authenticity.settings import home, now
from authenticity.store.case_store import Store
from authenticity.working_days.deadlines import local_day
from authenticity.working_days.official_calendar import OfficialCalendar

SYSTEM = "system"
"""Who prepares a quarter that nobody asked for by name: its DAG."""


@dataclass(frozen=True)
class Rollup:
    """What a roll-up came to: a version, where it lies, and whether it is new.

    `has_company`: the report bears an insurer's name, and not the one its words come with.
    """

    quarter: str
    version: int
    folder: Path
    is_new: bool
    differences: int
    status: str
    has_company: bool


def roll_up(quarter: Quarter, *, partial: bool = False, by: str = "") -> Rollup:
    """The quarter as a version: the latest one, where its figures still hold, else a new one.

    Raises `ReportError` for a quarter whose working days are not all released, unless compliance
    (`by`) releases it as `partial`; `AccessError` when this person may not; `ConfigurationError`
    while a report about real business would bear no insurer's name.
    """
    with (
        explained("roll-up"),
        home_lock.take(home().root, f"{quarter} roll-up", log.info),
        connections.case_store() as store,
    ):
        done = _roll_up(store, quarter, partial, by)
    state = "new" if done.is_new else "unchanged"
    log.info("%s roll-up: version %d, %s", quarter, done.version, state)
    return done


def _roll_up(store: Store, quarter: Quarter, partial: bool, by: str) -> Rollup:
    said, calendar, at = words.load(), OfficialCalendar.load(), now()
    _require_company(said)
    keyring = connections.keyring()
    with store.read() as connection:
        if by or partial:
            _require_right(people.person(connection, by, local_day(at)), partial)
        span = period.read(connection, quarter, calendar)
        period.require_any(span, "QUARTER")
        if not partial:
            period.require_whole(span)
        request = Request(
            period=span,
            calendar=calendar,
            age_limits=said.age_bands.working_days,
            at=at,
            partial_by=by or None,
            compared=versions.compared(connection, quarter),
            name=lambda codes: _names(codes, span),
            link=lambda gravest: annex.links(
                connection, gravest, span, said.pictures_in_annex.value, home().lake, keyring
            ),
        )
        figures = compiling.compile_figures(connection, request)
        known = versions.all_of(connection, str(quarter))
    latest = known[-1] if known else None
    if latest and not differences.between(latest.figures, figures):
        return _again(latest, known, said)
    return _new_version(store, figures, known, by or SYSTEM, said)


def _require_company(said: Words) -> None:
    """The synthetic insurer has no name of its own, and its reports go nowhere."""
    if not said.has_company and not connections.is_synthetic():
        raise ConfigurationError(
            f"the report would bear the name {said.company}; write the insurer's full name as "
            "company into include/quarter.yaml"
        )


def _require_right(person: Person, partial: bool) -> None:
    """Releasing a quarter as partial is compliance's; preparing it is whoever runs things' too."""
    if partial or not permissions.may(person, "run"):
        permissions.require(person, "sign")


def _names(codes: set[str], span: Period) -> dict[str, str]:
    compliance = ladder_messages.load_words().compliance_name
    return dict(names.of_codes(codes, home().lake, span.as_of, connections.keyring(), compliance))


def _again(latest: Version, known: list[Version], said: Words) -> Rollup:
    """The version on record, its files put back where they are gone."""
    folder = version_files.folder(home().reports, latest.quarter, latest.version)
    edition = _edition(latest, known, said)
    if not version_files.are_whole(folder, latest.manifest_sha256):
        version_files.restore(folder, version_files.render(edition), latest.manifest_sha256)
    count = len(edition.differences)
    return Rollup(
        latest.quarter, latest.version, folder, False, count, latest.status, said.has_company
    )


def _edition(version: Version, known: list[Version], said: Words) -> Edition:
    before = next((each for each in known if each.version == version.supersedes), None)
    return Edition(
        figures=version.figures,
        version=version.version,
        prepared_by=version.prepared_by,
        words=said,
        supersedes=version.supersedes,
        differences=_differences(before, version.figures, said),
    )


def _differences(before: Version | None, figures: Figures, said: Words) -> tuple[Difference, ...]:
    """What the version says otherwise than its predecessor, in words."""
    if before is None:
        return ()
    say = saying(said, before.figures, figures)
    return differences.between(before.figures, figures, say)


def _new_version(
    store: Store, figures: Figures, known: list[Version], by: str, said: Words
) -> Rollup:
    """Files first, then the record of them: a version on record has its files."""
    before = versions.predecessor(known)
    number = known[-1].version + 1 if known else 1
    changed = _differences(before, figures, said)
    edition = Edition(
        figures=figures,
        version=number,
        prepared_by=by,
        words=said,
        supersedes=before.version if before else None,
        differences=changed,
    )
    made = version_files.render(edition)
    folder = version_files.folder(home().reports, figures.quarter, number)
    files.put_all(folder, made)
    version = Version(
        quarter=figures.quarter,
        version=number,
        figures=figures,
        file=str((folder / version_files.REPORT).relative_to(home().root)),
        sha256=version_files.sha256(made[version_files.REPORT]),
        manifest_sha256=version_files.sha256(made[version_files.MANIFEST]),
        status=versions.DRAFT,
        prepared_by=by,
        prepared_at=figures.noted.at,
        partial_by=figures.partial_by,
        supersedes=edition.supersedes,
        asked_at=None,
        signed_by=None,
        signed_at=None,
        reason=None,
    )
    ways = routes.routes(store)
    with store.begin() as connection:
        versions.freeze(connection, version)
        to = offices.addressees_on(connection, local_day(version.prepared_at), ways)
        new = report_messages.messages_of(version, "prepared", to, version.prepared_at)
        messages.enqueue(connection, new, version.prepared_at, ways, by)
    return Rollup(
        figures.quarter, number, folder, True, len(changed), versions.DRAFT, said.has_company
    )
