"""Every other service where operators read: Slack, Teams, Telegram …, by apprise.

apprise says only whether all went well, so a message that failed counts as perhaps arrived: it is
sent again, and may be read twice. Operators read there; nothing of a customer's is in it
(docs/decisions/0040-apprise-for-other-services.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from authenticity.delivery.routes import Service
from authenticity.delivery.transports.outgoing import NotTakenError, Outgoing, UnknownError
from authenticity.waiting import told


@dataclass(frozen=True)
class ServiceCarrier:
    """The services there are, by the recipient whom each stands for."""

    services: Mapping[str, Service]
    timeout_seconds: float

    def carry(self, message: Outgoing) -> None:
        """Say subject and body there."""
        import apprise  # a hundred services; nobody else waits for them to load

        if message.content is not None:
            raise NotTakenError("a service takes no file")
        found = self.services.get(message.recipient)
        if found is None:
            raise NotTakenError("the Airflow connection apprise does not have this service")
        target = apprise.Apprise.instantiate(found.address, suppress_exceptions=True)
        if target is None:
            raise NotTakenError("the address is of no service that apprise knows")
        target.socket_connect_timeout = target.socket_read_timeout = self.timeout_seconds
        with told(f"the service {found.name}"):
            is_taken = target.notify(body=message.body, title=message.subject)
        if not is_taken:
            raise UnknownError("apprise was not told that it arrived; the log has its words")


@contextmanager
def opened(services: Mapping[str, Service], timeout_seconds: float) -> Iterator[ServiceCarrier]:
    """A carrier; each message has a connection of its own."""
    yield ServiceCarrier(services, timeout_seconds)
