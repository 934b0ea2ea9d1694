"""`make audit`: whether anybody but the product changed case store, lake or outbox; all of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.errors import AuditError
from authenticity.runtime import home_checks
from authenticity.services import auditing
from authenticity.services.auditing import WholeAudit
from authenticity.settings import home

_SHOWN = 50
"""Lines of a kind; more would be a listing of a store that was exchanged."""


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when nothing is changed and nothing is missing."""
    argparse.ArgumentParser(prog="make audit", description=__doc__).parse_args(arguments)
    return guarded(_audit)


def _audit() -> None:
    home_checks.require_begun(home())
    airflow_runtime.configure()
    with airflow_runtime.quiet(home().logs / "audit.log", narrate=False):
        found = auditing.whole()
    show(found)
    faults = found.faults
    if faults:
        raise AuditError(
            f"{len(faults)} faults in the home, the first is: {faults[0]}; see "
            "docs/runbook.md, section The audit"
        )


def show(found: WholeAudit) -> None:
    """Integrity and completeness apart, and the head, to be noted elsewhere."""
    audit = found.audit
    print(f"checked: {audit.chain.checked} events, {audit.rows.rows} rows")
    _show("home", found.beside)
    _show("integrity", audit.integrity)
    _show("completeness", audit.completeness)
    _show("lake", found.lake)
    _show("outbox", found.outbox)
    print(f"head: {audit.chain.head}")


def _show(what: str, faults: Sequence[str]) -> None:
    print(f"{what}: {f'{len(faults)} faults' if faults else 'good'}")
    for line in faults[:_SHOWN]:
        print(f"  {line}")
    if len(faults) > _SHOWN:
        print(f"  and {len(faults) - _SHOWN} more")


if __name__ == "__main__":
    sys.exit(main())
