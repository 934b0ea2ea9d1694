"""Whatever breaks, in whatever order: each message arrives, and one Message-ID has one content."""

from __future__ import annotations

import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import event
from tests.unit.delivery.message_samples import KEY, MAIL, REMINDER, Clock, decide, rows, to

from authenticity.audit import verification
from authenticity.delivery.sending import send_waiting
from authenticity.delivery.transports import mail_file
from authenticity.delivery.transports.outgoing import NotTakenError, Outgoing, UnknownError
from authenticity.store.case_store import Store, open_store

LIST = "2026-11-23/BANK/list.xlsx"
TROUBLE = (None, None, "refuse", "break before", "break after", "lose", "kill")


class KilledError(BaseException):
    """Stands for the end of the process."""


@dataclass
class Post:
    """A server whose trouble a seed decides; it keeps what it took."""

    dice: random.Random
    got: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    is_calm: bool = False

    @contextmanager
    def way(self, *_: object) -> Iterator[Post]:
        if not self.is_calm and self.dice.random() < 0.2:
            raise NotTakenError("no connection", is_over=True)
        yield self

    def carry(self, message: Outgoing) -> None:
        trouble = None if self.is_calm else self.dice.choice(TROUBLE)
        if trouble == "refuse":
            raise NotTakenError("recipient refused")
        if trouble == "break before":
            raise NotTakenError("broken", is_over=True)
        if trouble != "lose":
            self.got[message.message_id].append(mail_file.build(message, "a@b"))
        if trouble in ("break after", "lose"):
            raise UnknownError("broken", is_over=True)
        if trouble == "kill":
            raise KilledError


@contextmanager
def killed_at_some_statement(store: Store, dice: random.Random) -> Iterator[None]:
    """The process ends before a statement that the seed chooses, if it comes that far."""
    left = dice.randrange(1, 60)

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise KilledError

    event.listen(store.engine, "before_cursor_execute", count)
    try:
        yield
    except KilledError:
        pass
    finally:
        event.remove(store.engine, "before_cursor_execute", count)


@pytest.mark.parametrize("seed", range(25))
def test_each_message_arrives_with_one_content(seed: int, sqlite_model: Path, tmp_path: Path):
    dice, clock = random.Random(seed), Clock()
    post = Post(dice)
    store = open_store(f"sqlite:///{shutil.copy(sqlite_model, tmp_path / 'case_store.db')}", KEY)
    outbox = tmp_path / "outbox"
    (outbox / LIST).parent.mkdir(parents=True)
    (outbox / LIST).write_bytes(b"sealed")
    messages = [to(f"n{n}@x.example") for n in range(4)]
    messages += [replace(REMINDER, kind="list", identity=("list",), attachment=LIST)]
    for _ in range(12):
        with killed_at_some_statement(store, dice):
            decide(store, *messages, routes=MAIL, at=clock.at)
            send_waiting(store, outbox, MAIL, clock, post.way)
        if dice.random() < 0.1:
            (outbox / LIST).write_bytes(dice.randbytes(9))  # the same list under another salt
        clock.pass_minutes(dice.choice((1, 10, 300)))
    post.is_calm = True
    decide(store, *messages, routes=MAIL, at=clock.at)
    for _ in range(2):
        send_waiting(store, outbox, MAIL, clock, post.way)
        clock.pass_minutes(300)
    open_rows = "SELECT count(*) FROM message WHERE status IN ('pending', 'unknown')"
    assert rows(store, open_rows) == [(0,)], f"seed {seed}: lost"
    assert all(len(set(copies)) == 1 for copies in post.got.values()), f"seed {seed}: two contents"
    sent = {row[0] for row in rows(store, "SELECT message_id FROM message WHERE status = 'sent'")}
    assert sent <= set(post.got), f"seed {seed}: called sent and nobody has it"
    assert {message.message_id for message in messages[:4]} <= sent
    with store.read() as connection:
        assert verification.verify(connection, KEY).has_integrity
    store.close()
