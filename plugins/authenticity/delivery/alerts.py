"""What operators are told: a task failed, a list is late, the calendar ends.

An alert is a message like any other: decided once, sent until it is taken, on record in
`v_message`. It holds names of DAGs and dates, and nothing of a customer's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from authenticity.config import Text, load
from authenticity.delivery import messages
from authenticity.delivery.messages import NewMessage
from authenticity.delivery.routes import Routes
from authenticity.settings import INCLUDE
from authenticity.working_days.deadlines import local_day

TEMPLATE = "alert"


@dataclass(frozen=True)
class Operators:
    """`include/alerts.yaml`. `recipients`: e-mail addresses, beside the robots there are.

    `services`: names of the connection `apprise`.
    """

    recipients: tuple[Text, ...]
    services: tuple[Text, ...]

    def missing(self, routes: Routes) -> list[str]:
        """Services that are to be told, and that the connection does not have."""
        known = {service.name for service in routes.services.values()}
        return [name for name in self.services if name not in known]


@dataclass(frozen=True)
class Alert:
    """`identity`: what it is about; the same is told once. `what`, `action`: one line each."""

    identity: tuple[str, ...]
    what: str
    action: str


def load_operators() -> Operators:
    """Read strictly; `ConfigurationError` names the key at fault."""
    return load(INCLUDE / "alerts.yaml", Operators)


def tell(
    connection: Connection,
    alerts: Sequence[Alert],
    operators: Operators,
    routes: Routes,
    at: datetime,
) -> int:
    """Decide the messages that were not decided before; how many. Nobody to tell: none."""
    told = [
        _message(alert, recipient, at)
        for alert in alerts
        for recipient in _recipients(operators, routes)
    ]
    new = [message for message in told if not messages.was_decided(connection, message)]
    return messages.enqueue(connection, new, at, routes)


def _recipients(operators: Operators, routes: Routes) -> list[str]:
    named = [r for r, service in routes.services.items() if service.name in operators.services]
    return [*operators.recipients, *sorted(routes.robots), *sorted(named)]


def _message(alert: Alert, recipient: str, at: datetime) -> NewMessage:
    return NewMessage(
        kind="alert",
        recipient=recipient,
        channel_code=None,
        identity=alert.identity,
        template=TEMPLATE,
        values={"what": alert.what, "action": alert.action},
        folder_date=local_day(at),
    )
