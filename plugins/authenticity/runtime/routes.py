"""The ways out of the house, from Airflow's connections `mail`, `sftp_<channel>` and of robots.

The addresses are those of Airflow's own hooks, so that one connection serves both; only what a
flag leaves open is decided by the port, where the hook would try both ways and fail.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import select

from authenticity.delivery import routes as ways
from authenticity.delivery.routes import (
    ROBOTS,
    MailServer,
    Robot,
    Routes,
    Security,
    Service,
    SftpServer,
)
from authenticity.errors import ConfigurationError
from authenticity.runtime.airflow_connections import find, is_set
from authenticity.store.case_store import Store
from authenticity.store.tables import DeliveryRow

_SMTPS_PORT, _SUBMISSION_PORT, _SSH_PORT = 465, 587, 22
_SAFE_CODE = re.compile(r"[A-Za-z0-9_]+")
"""A code that is part of a connection's name as it is, so that no two channels share one."""


def routes(store: Store) -> Routes:
    """The settings, with the servers that there are for the channels that have had a list.

    Raises `ConfigurationError` for a connection that cannot be understood.
    """
    with store.read() as connection:
        codes = connection.scalars(select(DeliveryRow.channel_code).distinct()).all()
    return Routes(ways.load_settings(), mail_server(), sftp_servers(codes), robots(), services())


def mail_server() -> MailServer | None:
    """The connection `mail`, or None when there is none."""
    found = find("mail")
    if found is None:
        return None
    extra = found.extra_dejson
    from_email = extra.get("from_email") or found.login
    if not found.host or not from_email:
        raise ConfigurationError(
            "the Airflow connection mail names no host or no from_email; write AIRFLOW_CONN_MAIL "
            "like smtp://user:password@host:587/?disable_ssl=true&from_email=lists%40insurer.cn"
        )
    security = _security(extra, found.port)
    standard = _SMTPS_PORT if security == "smtps" else _SUBMISSION_PORT
    return MailServer(
        host=found.host,
        port=found.port or standard,
        from_email=from_email,
        security=security,
        user=found.login or None,
        password=found.password,
    )


def sftp_servers(codes: Collection[str]) -> dict[str, SftpServer]:
    """The connections `sftp_<channel>` that there are, by channel code."""
    return {code: server for code in sorted(codes) if (server := _sftp_server(code)) is not None}


def _sftp_server(code: str) -> SftpServer | None:
    name = f"sftp_{code.lower()}"
    found = find(name) if _SAFE_CODE.fullmatch(code) else None
    if found is None:
        return None
    extra = found.extra_dejson
    if not found.host or not found.login:
        raise ConfigurationError(
            f"the Airflow connection {name} names no host or no user; write "
            f"AIRFLOW_CONN_{name.upper()} like sftp://user:password@host/?host_key=ssh-ed25519%20AAAA"
        )
    return SftpServer(
        host=found.host,
        port=found.port or _SSH_PORT,
        user=found.login,
        host_key=extra.get("host_key"),
        any_host=is_set(extra, "no_host_key_check"),
        password=found.password,
        private_key=_private_key(name, extra),
    )


def robots() -> dict[str, Robot]:
    """The connections `wecom`, `dingtalk` and `feishu` that there are, by name."""
    return {kind: robot for kind in ROBOTS if (robot := _robot(kind)) is not None}


def _robot(kind: ways.RobotKind) -> Robot | None:
    found = find(kind)
    if found is None:
        return None
    if not found.host or not found.password or found.conn_type not in ("http", "https"):
        raise ConfigurationError(
            f"the Airflow connection {kind} names no host or no token; write "
            f"AIRFLOW_CONN_{kind.upper()} like https://:TOKEN@host/?secret=SECRET"
        )
    port = f":{found.port}" if found.port else ""
    address = f"{found.conn_type}://{found.host}{port}"
    return Robot(kind, address, found.password, found.extra_dejson.get("secret"))


def services() -> dict[str, Service]:
    """The services of the connection `apprise`, by recipient.

    Its grammar is that of Airflow's provider for apprise: `{"config": [{"path": …, "tag": …}]}`.
    """
    connection = find("apprise")
    if connection is None:
        return {}
    entries = connection.extra_dejson.get("config")
    if not isinstance(entries, list) or not all(map(_is_service, entries)):
        raise ConfigurationError(
            "the Airflow connection apprise does not name its services; write AIRFLOW_CONN_APPRISE "
            'like {"conn_type": "apprise", "extra": {"config": [{"path": "slack://…", "tag": '
            '"operations"}]}}'
        )
    found = [Service(entry["tag"], entry["path"]) for entry in entries]
    if len({service.name for service in found}) < len(found):
        raise ConfigurationError(
            "the Airflow connection apprise has a tag twice; give each service one of its own, so "
            "that one that fails is not told twice by the other"
        )
    return {service.recipient: service for service in found}


def _is_service(entry: Any) -> bool:
    return isinstance(entry, dict) and all(
        isinstance(entry.get(key), str) and entry[key].strip() for key in ("path", "tag")
    )


def _private_key(name: str, extra: dict[str, Any]) -> str | None:
    path: str | None = extra.get("key_file")
    if path is None:
        return extra.get("private_key")
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the key file of the Airflow connection {name} cannot be read "
            f"({type(error).__name__}); check its path and rights"
        ) from None


def _security(extra: dict[str, Any], port: int | None) -> Security:
    """Both flags: plain. One: the other way. None: TLS from the first byte on its own port."""
    no_ssl, no_tls = is_set(extra, "disable_ssl"), is_set(extra, "disable_tls")
    if no_ssl and no_tls:
        return "plain"
    if no_ssl or no_tls:
        return "starttls" if no_ssl else "smtps"
    return "smtps" if port == _SMTPS_PORT else "starttls"
