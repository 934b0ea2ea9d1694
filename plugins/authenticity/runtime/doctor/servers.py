"""Mail, SFTP, mailbox and robots: what is configured answers, and takes the log-in."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from authenticity.delivery import alerts
from authenticity.delivery.routes import MailServer, Robot, Routes, SftpServer, load_settings
from authenticity.delivery.transports import mail, sftp
from authenticity.delivery.transports.outgoing import NotTakenError, Opening
from authenticity.errors import AuthenticityError
from authenticity.returns.sources import imap
from authenticity.returns.sources.imap import ImapServer
from authenticity.runtime import reply_mailbox, routes
from authenticity.runtime.doctor import limits
from authenticity.runtime.doctor.answer import Check, Verdict

_SFTP = "AIRFLOW_CONN_SFTP_"
_PORTS = {"http": 80, "https": 443}
_WITHOUT = {
    "mail": "no connection mail: mails lie as files in the outbox",
    "sftp": "no connection sftp_<channel>: lists go by mail, or lie in the outbox",
    "imap": "no connection imap: answers come by the inbox",
    "robots": "no connection wecom, dingtalk, feishu or apprise: no group of operators is told",
}


def checks() -> list[Check]:
    """At least one for each way in or out; half a connection is a failed one."""
    return [
        *_found("mail", _mail),
        *_found("sftp", _sftp),
        *_found("imap", _imap),
        *_found("robots", _robots),
    ]


def _found(name: str, look_up: Callable[[], list[Check]]) -> list[Check]:
    try:
        return look_up() or [Check(name, lambda: ("none", _WITHOUT[name]))]
    except AuthenticityError as error:
        said = str(error)
        return [Check(name, lambda: ("FAIL", said))]


def _mail() -> list[Check]:
    server = routes.mail_server()
    return [Check("mail", partial(_mail_answers, server))] if server else []


def _mail_answers(server: MailServer) -> tuple[Verdict, str]:
    where = f"{server.host}:{server.port}"
    return _opens(mail.opened(server, _seconds()), where, "MAIL")


def _sftp() -> list[Check]:
    """Of the channels that have a variable: others are known to the case store only."""
    codes = {name.removeprefix(_SFTP) for name in os.environ if name.startswith(_SFTP)}
    found = routes.sftp_servers(codes)
    return [Check(f"sftp {c}", partial(_sftp_answers, c, s)) for c, s in found.items()]


def _sftp_answers(code: str, server: SftpServer) -> tuple[Verdict, str]:
    where = f"{server.host}:{server.port}"
    return _opens(sftp.opened(server, ".", _seconds()), where, f"SFTP_{code}")


def _imap() -> list[Check]:
    server = reply_mailbox.mailbox()
    return [Check("imap", partial(_imap_answers, server))] if server else []


def _imap_answers(server: ImapServer) -> tuple[Verdict, str]:
    imap.log_in(server, _seconds())
    return "ok", f"{server.host}:{server.port} takes the log-in"


def _robots() -> list[Check]:
    found = routes.robots()
    return [
        *(Check(name, partial(_robot_answers, robot)) for name, robot in found.items()),
        *_services(),
    ]


def _services() -> list[Check]:
    """What apprise reaches only shows by a message; that it is the one to be told shows before."""
    found = routes.services()
    missing = alerts.load_operators().missing(Routes(load_settings(), services=found))
    if missing:
        said = (
            f"alerts.yaml names {', '.join(missing)}, AIRFLOW_CONN_APPRISE does not; add it there"
        )
        return [Check("apprise", lambda: ("FAIL", said))]
    named = ", ".join(service.name for service in found.values())
    return [Check("apprise", lambda: ("ok", f"services {named}"))] if found else []


def _robot_answers(robot: Robot) -> tuple[Verdict, str]:
    """Reachable; whether it knows the token only shows by a message, which none asked for."""
    address = urlsplit(robot.address)
    port = address.port or _PORTS[address.scheme]
    try:
        socket.create_connection((str(address.hostname), port), _seconds()).close()
    except OSError as error:
        return "FAIL", _unreached(f"{address.hostname}:{port}", error.strerror, robot.kind.upper())
    return "ok", f"{address.hostname}:{port} can be reached"


def _unreached(where: str, reason: str | None, variable: str) -> str:
    return f"{where}: {reason or 'no connection'}; check AIRFLOW_CONN_{variable} and the firewall"


def _opens(way: Opening, where: str, variable: str) -> tuple[Verdict, str]:
    try:
        with way:
            return "ok", f"{where} takes the log-in"
    except NotTakenError as error:
        return "FAIL", _unreached(where, error.reason, variable)


def _seconds() -> float:
    return limits.in_force().seconds.value
