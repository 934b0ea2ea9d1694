"""A mail server in this process: it takes mails, refuses them, or breaks when they are with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from authenticity.delivery.transports import mail_file
from authenticity.delivery.transports.outgoing import NotTakenError, Outgoing, UnknownError


@dataclass
class Mailbox:
    """What arrived, by Message-ID; `trouble` is the share of attempts that go wrong."""

    random: Random
    trouble: float = 0.0
    arrived: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def opened(self) -> Iterator[Mailbox]:
        """A session, unless the server is away."""
        if self._draw() < self.trouble / 4:
            raise NotTakenError("the simulated server is away", is_over=True)
        yield self

    @contextmanager
    def well(self) -> Iterator[None]:
        """Nothing goes wrong while the block runs, and nothing is drawn."""
        before, self.trouble = self.trouble, 0.0
        try:
            yield
        finally:
            self.trouble = before

    def _draw(self) -> float:
        return self.random.random() if self.trouble else 1.0

    def carry(self, message: Outgoing) -> None:
        """Take a mail, or not."""
        draw = self._draw()
        if draw < self.trouble / 3:
            raise NotTakenError("the simulated server refuses")
        is_broken = draw < self.trouble
        if not is_broken or draw < 2 * self.trouble / 3:
            self.arrived[message.message_id].append(mail_file.build(message, "lists@example.com"))
        if is_broken:
            raise UnknownError("the simulated server broke after the content", is_over=True)
