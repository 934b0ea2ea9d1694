"""One address of the register as a mail and its server want it: a name apart from the address.

Registers have `Insurance Co.,Ltd.<bank@x.cn>`, a name that RFC 5322 wants in quotes. Python's email
package takes such a name for several addresses, or breaks on it.
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.utils import unquote

from authenticity.delivery.transports.outgoing import one_line

_NEVER = r"""@\s\x00-\x20<>():;,"\\"""
_PART = rf"[^{_NEVER}.]+"
_BARE = rf"(?P<user>[^{_NEVER}]+)@(?P<domain>{_PART}(?:\.{_PART})*)"
_MAILBOX = re.compile(_BARE)
_NAMED = re.compile(rf"(?P<name>[^<>\r\n\x00]*)<{_BARE}>")


def read(text: str) -> Address:
    """The one address in the text, perhaps with a name before it.

    Raises `ValueError` where there is none or several, or letters that not every server takes.
    """
    named = _NAMED.fullmatch(text.strip(" "))
    found = named or _MAILBOX.fullmatch(text.strip(" "))
    if found is None or not f"{found['user']}@{found['domain']}".isascii():
        raise ValueError("no address that a mail can carry")
    name = unquote(one_line(named["name"])) if named else ""
    return Address(name, found["user"], found["domain"])
