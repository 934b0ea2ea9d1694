"""The audit of the case store: cheap and each day, whole on demand; and taking a store as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from authenticity.audit import anchor, chain, events, last_audit, store_audit
from authenticity.audit.last_audit import LastAudit
from authenticity.audit.store_audit import Audit
from authenticity.cases import agreement
from authenticity.delivery import delivered_files
from authenticity.delivery.routes import load_settings
from authenticity.errors import AuthenticityError, ConfigurationError, ReportError
from authenticity.privacy import free_text
from authenticity.reporting.quarter import version_files, versions
from authenticity.runtime import connections, home_checks
from authenticity.runtime.step_frame import explained, log
from authenticity.services import lake_checks
from authenticity.settings import home, now
from authenticity.store import row_seals
from authenticity.store.case_store import Store

_LISTED = 20
"""Faults that the event of a taken store keeps."""


@dataclass(frozen=True)
class WholeAudit:
    """`beside`: what the home knows that speaks against the store, whatever is in it.

    `lake`: what is wrong with the lake's files; `outbox`: with files that were handed over.
    """

    audit: Audit
    beside: tuple[str, ...]
    lake: tuple[str, ...] = ()
    outbox: tuple[str, ...] = ()

    @property
    def faults(self) -> list[str]:
        """All of them."""
        of_store = [*self.audit.integrity, *self.audit.completeness]
        return [*self.beside, *of_store, *self.lake, *self.outbox]


def require_good(store: Store) -> None:
    """The audit of each day: what was written since the last one, and every row.

    Raises `AuditError`. The home remembers up to where all was right.
    """
    keyring = connections.keyring()
    known = home_checks.known_anchor(home(), keyring)
    with store.read() as connection:
        audit = store_audit.check(connection, known.verified if known else None)
    _note(audit, len(audit.integrity) + len(audit.completeness), is_whole=False)
    audit.require_good()
    home_checks.remember(store, home(), keyring, is_verified=True)
    log.info("audit: %d new events, %d rows, all as written", audit.chain.checked, audit.rows.rows)


def whole() -> WholeAudit:
    """Every event, row and file, and whether the events lead to what the rows say."""
    with explained("audit"), connections.case_store(as_it_stands=True) as store:
        beside = _beside(store)
        with store.read() as connection:
            audit = store_audit.check(connection)
            told = agreement.disagreements(connection)
            lake = tuple(lake_checks.faults(connection, home().lake, connections.keyring()))
            outbox = tuple(_outbox(connection))
        found = WholeAudit(replace(audit, disagreements=tuple(told)), beside, lake, outbox)
        _note(audit, len(found.faults), is_whole=True)
    return found


def _note(audit: Audit, faults: int, *, is_whole: bool) -> None:
    """For the status, which shows when somebody last looked and what came of it."""
    noted = LastAudit(now(), is_whole, faults, audit.chain.head)
    try:
        last_audit.write(home().last_audit, noted)
    except OSError as error:  # a backup that nobody may write to can be audited, too
        log.warning("the audit could not be noted: %s", error.strerror)


def accept(reason: str, actor: str) -> WholeAudit:
    """Takes the case store as it stands for this home's, with an event that says what was wrong.

    Raises `ConfigurationError` without a reason, `StoreError` for another home's store.
    """
    if not reason.strip():
        raise ConfigurationError("REASON is empty; say why the case store is taken as it stands")
    with explained("accept"), connections.case_store(as_it_stands=True) as store:
        beside = _beside(store)
        with store.begin() as connection:
            audit = store_audit.check(connection)
            _mend_head(connection)
            row_seals.seal_all(connection)
            lake, lost = lake_checks.accept(connection, home().lake, connections.keyring())
            days = load_settings().restore_days.value
            gone = delivered_files.accept(connection, home().outbox, now(), days)
            found = WholeAudit(audit, beside, tuple(lake), tuple(gone))
            detail = {**_accepted(reason, found.faults), "lost": lost}
            events.append(connection, None, lake_checks.ACCEPTED, detail, now(), actor)
        home_checks.take_over(store, home(), connections.keyring())
    return found


def _accepted(reason: str, faults: Sequence[str]) -> Mapping[str, object]:
    listed = list(faults[:_LISTED])
    return {"reason": free_text.mask(reason), "faults": listed, "fault_count": len(faults)}


def _outbox(connection: Connection) -> Iterator[str]:
    """What is wrong with lists and other workbooks that were delivered, and with reports."""
    days = load_settings().restore_days.value
    yield from delivered_files.faults(connection, home().outbox, now(), days)
    for quarter, version, sha256 in versions.manifests(connection):
        folder = version_files.folder(home().reports, quarter, version)
        try:
            if not version_files.are_whole(folder, sha256):
                yield f"files of {folder} are gone; run: make rollup QUARTER={quarter}"
        except ReportError as error:
            yield str(error)


def _mend_head(connection: Connection) -> None:
    """A head that is gone or forged begins anew where the events end; a genuine one stays.

    A genuine one beyond the last event stays too: what was cut off is never forgotten.
    """
    head, last = chain.lock(connection), chain.last_event(connection)
    if last and (last.event_count > head.event_count or not chain.is_genuine(connection)):
        chain.write_head(connection, last)


def _beside(store: Store) -> tuple[str, ...]:
    """What the home's anchor says against the store, and against itself."""
    try:
        known = home_checks.known_anchor(home(), connections.keyring())
        if known is None:
            return (f"the file {home().anchor} is gone",)
        with store.read() as connection:
            why_not = anchor.why_not(connection, known)
    except AuthenticityError as error:
        return (str(error),)
    return (f"not the store that this home left: {why_not}",) if why_not else ()
