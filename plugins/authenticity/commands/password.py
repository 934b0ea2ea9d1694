"""`make password RECIPIENT=…`: the password of the lists that a recipient gets.

Prints a secret: run it where only the person who hands the password over can see it.
"""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import guarded
from authenticity.commands.terminal import printable
from authenticity.delivery import messages
from authenticity.errors import ConfigurationError
from authenticity.runtime import connections, home_checks
from authenticity.settings import home


def main(arguments: list[str] | None = None) -> int:
    """Print the password of one recipient, to whom a list was made."""
    parser = argparse.ArgumentParser(prog="make password", description=__doc__)
    parser.add_argument("--recipient", required=True)
    chosen = parser.parse_args(arguments)
    return guarded(lambda: _show(chosen.recipient.strip()))


def _show(recipient: str) -> None:
    home_checks.require_begun(home())
    airflow_runtime.configure()
    with (
        airflow_runtime.quiet(home().logs / "password.log", narrate=False),
        connections.case_store() as store,
        store.read() as connection,
    ):
        known = messages.workbook_recipients(connection)
        password = connections.keyring().password_for(recipient)
    if recipient not in known:
        close = get_close_matches(recipient, sorted(known))
        meant = f"did you mean {' or '.join(map(printable, close))}? " if close else ""
        raise ConfigurationError(
            f"no workbook was made for this RECIPIENT; {meant}"
            "make recipients DATE=… shows who got a list; or check AUTHENTICITY_HOME"
        )
    print(password)


if __name__ == "__main__":
    sys.exit(main())
