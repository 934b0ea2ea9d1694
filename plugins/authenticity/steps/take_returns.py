"""`track_resolution`, step 1: the filled-in lists that came back, from wherever they arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from authenticity.dag_names import TAKE_RETURNS
from authenticity.delivery import registers
from authenticity.delivery.routes import Routes
from authenticity.errors import AuthenticityError
from authenticity.returns import limits, sent_lists, taking_in
from authenticity.returns.limits import Limits
from authenticity.returns.reading_process import ReadingProcess
from authenticity.returns.received import Parcel, SourceError
from authenticity.returns.sources import imap, inbox, sftp
from authenticity.returns.taking_in import House
from authenticity.runtime import connections, reply_mailbox, routes
from authenticity.runtime.step_frame import explained, log, reason
from authenticity.settings import home, now
from authenticity.store.case_store import Store
from authenticity.working_days.deadlines import local_day


def take_in() -> int:
    """Take in all that lies in the inbox, on file servers and in the mailbox; how many files.

    A server that is away holds up nothing else: it is named in the log, and what lies there is
    fetched by the next sweep. Neither does an error that nobody foresaw; but it is raised once the
    other sources were asked. Run again, it does nothing twice.
    """
    with explained(TAKE_RETURNS), connections.case_store() as store:
        keyring, bounds, ways = connections.keyring(), limits.in_force(), routes.routes(store)
        house = House(
            store=store,
            archive=home().inbox / inbox.ARCHIVE,
            outbox=home().outbox,
            routes=ways,
            clock=now,
            password_for=keyring.password_for,
            archive_key=keyring.archive_key,
            names=_channel_names(),
        )
        became: Counter[str] = Counter()
        failures: list[AuthenticityError] = []
        with ReadingProcess(bounds, keyring.list_key) as process:
            for source, parcels in _sources(store, ways, bounds):
                try:
                    _take(house, process, parcels, became)
                except Exception as error:  # whatever it is, the other sources are asked
                    failures.append(reason(TAKE_RETURNS, error))
                    log.error("%s cannot all be taken in (%s)", source, failures[-1])
        _tell(became)
        if failures:
            raise failures[0]
    return became[taking_in.TAKEN]


def _tell(became: Counter[str]) -> None:
    told = ", ".join(f"{count} {what}" for what, count in sorted(became.items()))
    log.info("%s take_returns: %s", local_day(now()), told or "nothing came back")


def _sources(store: Store, ways: Routes, bounds: Limits) -> Iterator[tuple[str, Iterable[Parcel]]]:
    """Each with what the log calls it."""
    with store.read() as connection:
        codes = sent_lists.read(connection).channel_codes
    folder, seconds = home().inbox, ways.settings.timeout.value
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    yield "the files of the inbox", inbox.parcels(folder, codes, bounds, log.warning)
    for code, server in sorted(ways.sftp.items()):
        parcels = sftp.parcels(code, server, bounds, seconds, log.warning)
        yield f"the returns of channel {code}", parcels
    server_of_mails = reply_mailbox.mailbox()
    if server_of_mails is not None:
        mails = imap.parcels(server_of_mails, bounds, seconds, log.warning)
        yield "the mails of the mailbox", mails


def _take(
    house: House, process: ReadingProcess, parcels: Iterable[Parcel], became: Counter[str]
) -> None:
    """Adds what became of the files of one source, up to where it was lost."""
    try:
        for parcel in parcels:
            became.update(taking_in.take(house, process, parcel))
    except SourceError as error:
        log.error("%s", error)


def _channel_names() -> dict[str, str]:
    """Names of the channels by code, for the replies; without a lake they are called by code."""
    try:
        known = registers.latest(home().lake, connections.keyring()).channels
    except AuthenticityError:
        return {}
    return {code: channel.name for code, channel in known.items()}
