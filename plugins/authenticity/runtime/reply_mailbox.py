"""The mailbox in which replies arrive: Airflow's connection `imap`."""

from __future__ import annotations

from authenticity.errors import ConfigurationError
from authenticity.returns.sources.imap import ImapServer
from authenticity.runtime.airflow_connections import find, is_set

_IMAPS_PORT, _IMAP_PORT = 993, 143


def mailbox() -> ImapServer | None:
    """The server, or None when there is none. Raises `ConfigurationError` for half a connection.

    Its flag is that of Airflow's hook, `use_ssl`; in an address it is text, and `false` means so.
    """
    found = find("imap")
    if found is None:
        return None
    use_ssl = is_set({"use_ssl": True, **found.extra_dejson}, "use_ssl")
    if not found.host or not found.login or not found.password:
        raise ConfigurationError(
            "the Airflow connection imap names no host, user or password; write "
            "AIRFLOW_CONN_IMAP like imap://user:password@host:993/"
        )
    return ImapServer(
        host=found.host,
        port=found.port or (_IMAPS_PORT if use_ssl else _IMAP_PORT),
        user=found.login,
        password=found.password,
        use_ssl=use_ssl,
    )
