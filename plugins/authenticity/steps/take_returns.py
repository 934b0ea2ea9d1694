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
from authenticity.runtime.step_frame import explained, log
from authenticity.settings import home, now
from authenticity.store.case_store import Store
from authenticity.working_days.deadlines import local_day


def take_in() -> int:
    """Take in all that lies in the inbox, on file servers and in the mailbox; how many files.

    A server that is away holds up nothing else: it is named in the log, and what lies there is
    fetched by the next sweep. Run again, it does nothing twice.
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
        with ReadingProcess(bounds, keyring.list_key) as process:
            for parcels in _sources(store, ways, bounds):
                became += _take(house, process, parcels)
    told = ", ".join(f"{count} {what}" for what, count in sorted(became.items()))
    log.info("%s take_returns: %s", local_day(now()), told or "nothing came back")
    return became[taking_in.TAKEN]


def _sources(store: Store, ways: Routes, bounds: Limits) -> Iterator[Iterable[Parcel]]:
    with store.read() as connection:
        codes = sent_lists.read(connection).channel_codes
    folder, seconds = home().inbox, ways.settings.timeout.value
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    yield inbox.parcels(folder, codes, bounds, log.warning)
    for code, server in sorted(ways.sftp.items()):
        yield sftp.parcels(code, server, bounds, seconds, log.warning)
    server_of_mails = reply_mailbox.mailbox()
    if server_of_mails is not None:
        yield imap.parcels(server_of_mails, bounds, seconds, log.warning)


def _take(house: House, process: ReadingProcess, parcels: Iterable[Parcel]) -> Counter[str]:
    """What became of the files of one source, up to where it was lost."""
    became: Counter[str] = Counter()
    try:
        for parcel in parcels:
            became.update(taking_in.take(house, process, parcel))
    except SourceError as error:
        log.error("%s", error)
    return became


def _channel_names() -> dict[str, str]:
    """Names of the channels by code, for the replies; without a lake they are called by code."""
    try:
        known = registers.latest(home().lake, connections.keyring()).channels
    except AuthenticityError:
        return {}
    return {code: channel.name for code, channel in known.items()}
