"""`make people FILE=…`: who works with cases, from a file of people (docs/how-to)."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from authenticity.access import people, people_file
from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home
from authenticity.delivery import registers
from authenticity.runtime import connections
from authenticity.settings import home, now
from authenticity.working_days.deadlines import local_day


def main(arguments: list[str] | None = None) -> int:
    """Take the people of one file in."""
    parser = argparse.ArgumentParser(prog="make people", description=__doc__)
    parser.add_argument("--file", required=True)
    chosen = parser.parse_args(arguments)
    return in_home(lambda: take_in(Path(chosen.file), getpass.getuser()))


def take_in(path: Path, actor: str) -> None:
    """Reads the file, then records its people in one transaction, and says what came of it."""
    places = registers.places(home().lake, connections.keyring(), local_day(now()))
    wanted = people_file.read(path, places=places, warn=print)
    with (
        airflow_runtime.quiet(home().logs / "people.log", narrate=False),
        connections.case_store() as store,
        store.begin() as connection,
    ):
        done = people.record(connection, wanted, now(), actor)
    print(
        f"people of {path.name}: {done.added} added, {done.changed} changed, "
        f"{done.unchanged} as before"
    )


if __name__ == "__main__":
    sys.exit(main())
