"""`make password RECIPIENT=…`: the password of the lists that a recipient gets.

Prints a secret: run it where only the person who hands the password over can see it.
"""

from __future__ import annotations

import argparse
import sys

from authenticity.commands import airflow_runtime
from authenticity.commands.run import guarded
from authenticity.runtime import connections


def main(arguments: list[str] | None = None) -> int:
    """Print the password of one recipient."""
    parser = argparse.ArgumentParser(prog="make password", description=__doc__)
    parser.add_argument("--recipient", required=True)
    chosen = parser.parse_args(arguments)
    airflow_runtime.configure()
    return guarded(lambda: print(connections.keyring().password_for(chosen.recipient)))


if __name__ == "__main__":
    sys.exit(main())
