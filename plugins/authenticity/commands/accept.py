"""`make accept REASON=…`: the case store is taken for this home's as it stands.

For a store that is begun anew, was restored from a backup, or was changed by somebody else and
looked into. What was wrong stays in the audit chain, as an event.
"""

from __future__ import annotations

import argparse
import getpass
import sys

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.runtime import home_checks
from authenticity.services import auditing
from authenticity.settings import home


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the store is the home's from here on."""
    parser = argparse.ArgumentParser(prog="make accept", description=__doc__)
    parser.add_argument("--reason", default="")
    chosen = parser.parse_args(arguments)
    return guarded(lambda: _accept(chosen.reason.strip()))


def _accept(reason: str) -> None:
    home_checks.require_begun(home())
    airflow_runtime.configure()
    with airflow_runtime.quiet(home().logs / "audit.log", narrate=False):
        found = auditing.accept(reason, getpass.getuser())
    faults = found.faults
    print(f"case store and lake are taken as they stand, with {len(faults)} faults:")
    for line in faults:
        print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main())
