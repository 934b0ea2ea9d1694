"""Opening a returned file: with one of the passwords that its list may have had, or none.

Whose password opened it says whose list it is, more surely than the name of the file does. A file
that somebody decrypted before sending it back is taken as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from authenticity.errors import ReturnError
from authenticity.returns import file_checks
from authenticity.returns.file_checks import DAMAGED, DamagedError
from authenticity.returns.limits import Limits

_CONTAINER = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an encrypted workbook begins, and one of Excel 97 too."""

_ENCRYPTION_STREAM = "EncryptionInfo".encode("utf-16-le")
_EXCEL_97_STREAMS = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
"""In the container's directory. Neither of these and no encryption: it has not arrived yet."""

_ROUNDS = re.compile(rb'spinCount="(\d+)"')


@dataclass(frozen=True)
class Opened:
    """The workbook, and which of the passwords opened it; None: it had none."""

    plain: bytes
    password_no: int | None


def open_file(data: bytes, passwords: Sequence[str], limits: Limits) -> Opened:
    """The workbook in the file, checked. Raises `ReturnError`, in Chinese for the sender."""
    if not data.startswith(_CONTAINER):
        opened = Opened(data, None)
    elif _ENCRYPTION_STREAM not in data:
        if not any(stream in data for stream in _EXCEL_97_STREAMS):
            raise DamagedError(DAMAGED)
        raise ReturnError("旧版 Excel 文件（.xls）无法读取，请在原清单（.xlsx）上填写后送回")
    else:
        opened = _decrypted(data, passwords, limits)
    file_checks.check(opened.plain, limits)
    return opened


def _decrypted(data: bytes, passwords: Sequence[str], limits: Limits) -> Opened:
    if any(int(rounds) > limits.key_rounds.value for rounds in _ROUNDS.findall(data)):
        raise ReturnError("文件的加密方式异常，不是本系统发出的清单")
    try:
        file = OOXMLFile(BytesIO(data))
    except Exception:  # whatever a foreign file does to the reader, it is not ours
        raise DamagedError(DAMAGED) from None
    for number, password in enumerate(passwords):
        if _fits(file, password):
            return Opened(_content(file), number)
    raise ReturnError("文件打不开：密码不是本系统所发清单的密码")


def _fits(file: OOXMLFile, password: str) -> bool:
    try:
        file.load_key(password=password, verify_password=True)
    except InvalidKeyError:
        return False
    except Exception:  # as above
        raise DamagedError(DAMAGED) from None
    return True


def _content(file: OOXMLFile) -> bytes:
    plain = BytesIO()
    try:
        file.decrypt(plain, verify_integrity=True)
    except Exception:  # as above
        raise DamagedError(DAMAGED) from None
    return plain.getvalue()
