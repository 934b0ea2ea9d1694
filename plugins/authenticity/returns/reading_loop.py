"""The reading process: takes files from its input, says what stands in them, until nobody asks.

`python -m authenticity.returns.reading_loop BYTES`; see `reading_process`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress

from authenticity.errors import ReturnError
from authenticity.problem_list import form, returned_sheet, sheet_reading
from authenticity.problem_list.form import Form
from authenticity.problem_list.returned_sheet import ReturnedSheet
from authenticity.returns import frames, limits, opening, sheet_text
from authenticity.returns.file_checks import DAMAGED, DamagedError
from authenticity.returns.limits import Limits
from authenticity.returns.reading_process import TOO_MUCH
from authenticity.returns.sheet_text import ReadFile
from authenticity.sanctions import sanction_form, sanction_kinds
from authenticity.sanctions.sanction_form import FilledForm

_TOO_MUCH = TOO_MUCH.encode()


def main() -> None:
    """Reads until the input ends. Whatever else goes wrong ends the process, which is noticed."""
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold what was read
    asked, said = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr  # whatever prints must not stand between the answers
    sheet_form, bounds = form.load(), limits.in_force()
    with suppress(frames.EndedError):
        while True:
            _kind, request, data = frames.read_both(asked)
            wanted = json.loads(request)
            key = bytes.fromhex(wanted["key"])
            frames.write(said, *answer(data, wanted["passwords"], key, sheet_form, bounds))


def answer(
    data: bytes, passwords: Sequence[str], key: bytes, sheet_form: Form, bounds: Limits
) -> tuple[bytes, bytes]:
    """What is said of one file: its sheet, or why it is refused."""
    try:
        opened = opening.open_file(data, passwords, bounds)
        sheet = _sheet(opened.plain, sheet_form, key)
    except DamagedError as error:
        return frames.DAMAGED, str(error).encode()
    except ReturnError as error:
        return frames.REFUSED, str(error).encode()
    except MemoryError:
        raise  # the process is spent; a new one reads the next file
    except Exception:  # whatever a foreign file does to the reader, it is not ours
        return frames.REFUSED, DAMAGED.encode()
    said = sheet_text.write(ReadFile(sheet, opened.password_no))
    return (frames.READ, said) if len(said) <= bounds.read_bytes else (frames.REFUSED, _TOO_MUCH)


def _sheet(plain: bytes, sheet_form: Form, key: bytes) -> ReturnedSheet | FilledForm:
    """The problem list, or the form of sanctions, that the workbook is."""
    with sheet_reading.opened(plain) as book:
        if sanction_form.is_in(book):
            return sanction_form.read(book, sanction_kinds.in_force(), key)
    return returned_sheet.read(plain, sheet_form, key)


if __name__ == "__main__":
    main()
