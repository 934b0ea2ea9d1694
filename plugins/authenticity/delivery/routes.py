"""Which way a message takes: mail, the channel's SFTP server, a robot, or a file in the outbox.

The way is decided once, when the message is created (`messages.enqueue`): what may already be with
the recipient must not be sent a second time by another way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Final, Literal

from authenticity.config import AT_LEAST_ONE, Positive, Reasoned, Text, load
from authenticity.settings import INCLUDE

RobotKind = Literal["wecom", "dingtalk", "feishu"]
Transport = Literal["mail", "sftp", "folder", "apprise"] | RobotKind
MAIL: Final = "mail"
SFTP: Final = "sftp"
FOLDER: Final = "folder"
APPRISE: Final = "apprise"
WECOM: Final = "wecom"
DINGTALK: Final = "dingtalk"
FEISHU: Final = "feishu"
ROBOTS: Final[tuple[RobotKind, ...]] = (WECOM, DINGTALK, FEISHU)
"""Group robots: also the names of their connections, and of the recipient who reads there."""
Security = Literal["starttls", "smtps", "plain"]


@dataclass(frozen=True)
class Route:
    """An exception: everything for this channel, or for this recipient, goes this way."""

    transport: Transport
    channel: Text | None = None
    recipient: Text | None = None


@dataclass(frozen=True)
class Waits:
    """Minutes to wait after the first, second … failed attempt; the last one repeats."""

    minutes: Annotated[tuple[Positive, ...], AT_LEAST_ONE]
    reason: Text


@dataclass(frozen=True)
class DeliverySettings:
    """`include/delivery.yaml`."""

    routes: tuple[Route, ...]
    compliance_email: Text | None
    waits: Waits
    alarm_after: Reasoned[Positive]
    alarm_days: Reasoned[Positive]
    give_up_days: Reasoned[Positive]
    restore_days: Reasoned[Positive]
    timeout: Reasoned[Positive]
    sftp_folder: Text

    def wait(self, attempts: int) -> timedelta:
        """How long to wait after so many failed attempts."""
        minutes = self.waits.minutes
        return timedelta(minutes=minutes[min(attempts, len(minutes)) - 1])


@dataclass(frozen=True)
class MailServer:
    """The Airflow connection `mail`, understood. `user` None: the server wants no log-in."""

    host: str
    port: int
    from_email: str
    security: Security = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SftpServer:
    """The Airflow connection `sftp_<channel>`, understood.

    `host_key` as in a known-hosts file (`ssh-ed25519 AAAA…`); without one the known hosts of the
    user count, unless `any_host`: the connection says that none is to be checked.
    """

    host: str
    port: int
    user: str
    host_key: str | None = None
    any_host: bool = False
    password: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Robot:
    """The Airflow connection `wecom`, `dingtalk` or `feishu`, understood.

    `address`: without a path. `secret`: where the robot wants messages signed.
    """

    kind: RobotKind
    address: str
    token: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Service:
    """One service of the Airflow connection `apprise`: its address has the secrets in it."""

    name: str
    address: str = field(repr=False)

    @property
    def recipient(self) -> str:
        """Whom a message to it is for, in `v_message`."""
        return f"{APPRISE}:{self.name}"


@dataclass(frozen=True)
class Routes:
    """The settings, and the connections that are there. `sftp` by channel code.

    `services` by recipient.
    """

    settings: DeliverySettings
    mail: MailServer | None = None
    sftp: Mapping[str, SftpServer] = field(default_factory=dict)
    robots: Mapping[str, Robot] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)

    def transport(
        self, recipient: str, channel_code: str | None, *, is_file: bool, is_personal: bool
    ) -> Transport:
        """The way for one message.

        `is_file`: it brings a workbook. `is_personal`: it is for somebody who does not look into
        the SFTP folder of the channel's back office; only a workbook is put there for them, and
        only where there is no mail.
        """
        if robot := self.robots.get(recipient):
            return robot.kind
        if recipient in self.services:
            return APPRISE
        for route in self.settings.routes:
            if recipient == route.recipient or (channel_code and channel_code == route.channel):
                return route.transport
        has_mail = self.mail is not None and "@" in recipient
        has_sftp = channel_code in self.sftp
        if has_sftp and not is_personal and (is_file or not has_mail):
            return SFTP
        if has_mail:
            return MAIL
        return SFTP if has_sftp and is_file else FOLDER


def load_settings() -> DeliverySettings:
    """Read strictly; `ConfigurationError` names the key at fault."""
    return load(INCLUDE / "delivery.yaml", DeliverySettings)
