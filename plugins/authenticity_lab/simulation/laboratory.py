"""The product as the simulator runs it: the real steps, on a clock, without Airflow and servers.

What costs time and decides nothing is cut: nine rules in place of all, a hundred rounds for the key
of a list in place of a hundred thousand, one database of DuckDB with one thread for all steps,
connections to SQLite that stay open, no waiting for the disk, pages on some days only, tokens of
registers made once. Connections are looked up nowhere; mails go to a mailbox in this process.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pyarrow as pa
import sqlalchemy as sa
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from authenticity.core_system import contract
from authenticity.delivery.routes import MailServer
from authenticity.delivery.transports import mail
from authenticity.lake.views import day_views
from authenticity.pages import docs_site
from authenticity.privacy.protect import protect
from authenticity.pull import batch
from authenticity.rules import catalogue
from authenticity.runtime import connections, reply_mailbox, routes
from authenticity.runtime.doctor import whole
from authenticity.services.status import current
from authenticity.settings import LOCAL
from authenticity.store.engine import CHAIN_KEY
from authenticity.validation import judge
from authenticity.working_days.official_calendar import OfficialCalendar
from authenticity.working_days.overrides import Overrides
from authenticity_lab.simulation.mail_trouble import Mailbox
from authenticity_lab.simulation.model_words import CALL, RECEIPT, SHARED

PLANTED = (
    "complete.policyholder.name",
    "complete.policyholder.id_no",
    "complete.policyholder.phone",
    "complete.policyholder.address",
    "suspicious.salesperson_phone",
    "suspicious.relative_phone",
    SHARED,
    CALL,
    RECEIPT,
)
"""The rules that something in the stories fails; the others are off."""

_ROUNDS = (None, 100)
_SERVER = MailServer("mail.example.com", 587, "lists@example.com")


@dataclasses.dataclass
class Laboratory:
    """Where one simulated insurer lives."""

    root: Path
    mailbox: Mailbox
    days_changed: dict[date, bool]
    has_pages: bool = True
    """Whether the steps make Data Docs and status page now; nothing else reads them."""

    engines: dict[Path, sa.Engine] = dataclasses.field(default_factory=dict)

    def engine(self, path: Path) -> sa.Engine:
        """One engine a file: a statement that was compiled once is not compiled again.

        Its connections stay open from step to step, so that what watches rows is made once.
        """
        if path not in self.engines:
            made = sa.create_engine(f"sqlite:///{path}", hide_parameters=True)
            sa.event.listen(made, "connect", _do_not_wait)
            self.engines[path] = made
            made.dispose = functools.partial(_dispose_of_unknown, made)  # type: ignore[method-assign]
        return self.engines[path]

    @functools.cached_property
    def database(self) -> duckdb.DuckDBPyConnection:
        """One for all steps, a connection each: what a step makes is temporary, and its own."""
        return duckdb.connect(config={"memory_limit": "1GB", "threads": 1})

    def close(self) -> None:
        if "database" in vars(self):
            self.database.close()
        for engine in self.engines.values():
            sa.Engine.dispose(engine)

    @property
    def core(self) -> sa.Engine:
        return self.engine(self.root / "core_system.db")

    @property
    def calendar(self) -> OfficialCalendar:
        return OfficialCalendar(Overrides(dict(self.days_changed)))

    def at(self, day: date, clock: str) -> datetime:
        """Set the clock."""
        os.environ["AUTHENTICITY_CLOCK"] = f"{day}T{clock}:00+08:00"
        return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=LOCAL)


@contextmanager
def opened(root: Path, mailbox: Mailbox) -> Iterator[Laboratory]:
    """A home below `root`, and the product fitted out for it while the block runs."""
    made = Laboratory(root, mailbox, days_changed={})
    environment = {"AUTHENTICITY_HOME": str(root / "home"), "GX_ANALYTICS_ENABLED": "false"}
    with ExitStack() as stack:
        stack.callback(made.close)
        stack.enter_context(mock.patch.dict(os.environ, environment))
        for target, name, new in _changes(made):
            stack.enter_context(mock.patch.object(target, name, new))
        log = logging.getLogger("authenticity")
        stack.callback(log.setLevel, log.level)
        log.setLevel(logging.CRITICAL)
        yield made


def _changes(made: Laboratory) -> list[tuple[Any, str, Any]]:
    rules = _few(catalogue.load())

    def engine(connection_id: str, default: Path) -> sa.Engine:
        path = made.root / "core_system.db" if connection_id == "core_system" else default
        return made.engine(path)

    def one_database(_lake: Path, _memory: str = "", _threads: int | None = None) -> Any:
        return made.database.cursor()

    return [
        (connections, "_engine", engine),
        (reply_mailbox, "find", lambda _name: None),
        (routes, "find", lambda _name: None),
        (whole, "tell", lambda: None),  # its threads are no part of a step that is killed
        (routes, "mail_server", lambda: _SERVER),
        (mail, "opened", lambda _server, _seconds: made.mailbox.opened()),
        (catalogue, "load", lambda: rules),
        (OfficialCalendar, "load", classmethod(lambda _cls: made.calendar)),
        (day_views, "in_process", one_database),
        (batch, "protect", _remembered_registers(protect)),
        (ECMA376Agile.encrypt, "__defaults__", _ROUNDS),
        (os, "fsync", os.fstat),
        (current, "publish", _only_with_pages(made, current.publish, lambda: None)),
        (docs_site, "rebuilt", _only_with_pages(made, docs_site.rebuilt, _thrown_away)),
        (judge, "_render", _only_with_pages(made, judge._render, lambda *_: None)),
    ]


def _remembered_registers(make: Callable[..., pa.Table]) -> Callable[..., pa.Table]:
    """Registers come whole each day and do not change here: their tokens are made once."""
    last: dict[str, tuple[pa.Table, bytes, pa.Table]] = {}

    def remembered(name: str, data: pa.Table, key: bytes, *, of_the_day: bool) -> pa.Table:
        if name not in contract.REGISTERS:
            return make(name, data, key, of_the_day=of_the_day)
        if name not in last or last[name][1] != key or not last[name][0].equals(data):
            last[name] = data, key, make(name, data, key, of_the_day=of_the_day)
        return last[name][2]

    return remembered


def _only_with_pages(made: Laboratory, page: Callable[..., Any], none: Callable[..., Any]) -> Any:
    def chosen(*arguments: Any) -> Any:
        return (page if made.has_pages else none)(*arguments)

    return chosen


@contextmanager
def _thrown_away(_docs_dir: Path, _list_date: str) -> Iterator[Path]:
    """A site that is written to, because the judgement does, and that nobody sees."""
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        yield Path(folder)


def _few(rules: catalogue.Catalogue) -> catalogue.Catalogue:
    return dataclasses.replace(
        rules,
        rules=tuple(
            dataclasses.replace(rule, enabled=rule.enabled and rule.code in PLANTED)
            for rule in rules
        ),
    )


def _dispose_of_unknown(engine: sa.Engine) -> None:
    """Close connections, unless the case store has set them up for good."""
    if CHAIN_KEY not in engine.get_execution_options():
        sa.Engine.dispose(engine)


def _do_not_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")
