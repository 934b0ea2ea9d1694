"""`make sanction SANCTION=… BY=… KIND=…`: what the channel did about false or refused data."""

from __future__ import annotations

import argparse
import sys

from authenticity.commands import airflow_runtime
from authenticity.commands.run import in_home
from authenticity.services import sanctions
from authenticity.settings import home

_WORDS = ("sanction", "by", "kind", "amount", "decided_on", "decided_by", "told_on", "remark")


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the sanction is on record as it was said."""
    parser = argparse.ArgumentParser(prog="make sanction", description=__doc__)
    for name in _WORDS:
        parser.add_argument(f"--{name.replace('_', '-')}", default="")
    chosen = parser.parse_args(arguments)
    said = {name: str(getattr(chosen, name)).strip() for name in _WORDS}
    return in_home(lambda: record(said))


def record(said: dict[str, str]) -> None:
    """Puts one sanction on record, and says so."""
    with airflow_runtime.quiet(home().logs / "sanction.log", narrate=False):
        is_new = sanctions.record(sanctions.said_by(said))
    print(f"sanction {said['sanction']} {'is on record' if is_new else 'was on record already'}")


if __name__ == "__main__":
    sys.exit(main())
