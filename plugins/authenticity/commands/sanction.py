"""`make sanction SANCTION=… BY=… KIND=…`: what the channel did about false or refused data."""

from __future__ import annotations

import sys

from authenticity.commands import airflow_runtime
from authenticity.commands import arguments as words
from authenticity.commands.frame import in_home
from authenticity.services import sanctions
from authenticity.settings import home

_WORDS = ("sanction", "by", "kind", "amount", "decided_on", "decided_by", "told_on", "remark")


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the sanction is on record as it was said."""
    said = words.said("sanction", __doc__, _WORDS, arguments)
    return in_home(lambda: record(said))


def record(said: dict[str, str]) -> None:
    """Puts one sanction on record, and says so."""
    with airflow_runtime.quiet(home().logs / "sanction.log", narrate=False):
        is_new = sanctions.record(sanctions.said_by(said))
    print(f"sanction {said['sanction']} {'is on record' if is_new else 'was on record already'}")


if __name__ == "__main__":
    sys.exit(main())
