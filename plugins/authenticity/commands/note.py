"""`make note CASE=… BY=… TEXT=…`: a note of compliance on a case, salesperson or agency."""

from __future__ import annotations

import argparse
import sys

from authenticity.cases.notes import SubjectKind
from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.errors import ConfigurationError
from authenticity.services import notes
from authenticity.settings import home, now

_KINDS: dict[str, SubjectKind] = {"case": "case", "agent": "salesperson", "agency": "agency"}


def main(arguments: list[str] | None = None) -> int:
    """Write one note."""
    parser = argparse.ArgumentParser(prog="make note", description=__doc__)
    for name in (*_KINDS, "by", "text"):
        parser.add_argument(f"--{name}", default="")
    chosen = parser.parse_args(arguments)
    subjects = {kind: getattr(chosen, name).strip() for name, kind in _KINDS.items()}
    return in_home(lambda: write(subjects, chosen.by.strip(), chosen.text))


def write(subjects: dict[SubjectKind, str], user_name: str, text: str) -> None:
    """Writes a note on the one subject that is named, and says so."""
    named = [(kind, number) for kind, number in subjects.items() if number]
    if len(named) != 1:
        raise ConfigurationError("name one of CASE=, AGENT= and AGENCY= for the note to be about")
    ((kind, number),) = named
    with airflow_runtime.quiet(home().logs / "note.log", narrate=False):
        note_id = notes.write(kind, number, user_name, text, now())
    was = "was there already" if note_id is None else f"is written: note {note_id}"
    print(f"the note on {kind} {number} {was}")


if __name__ == "__main__":
    sys.exit(main())
