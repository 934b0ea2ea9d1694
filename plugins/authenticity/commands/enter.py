"""`make enter FILE=… BY=…`: problem items found elsewhere; the empty form when there is no file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home, require
from authenticity.errors import ConfigurationError
from authenticity.services import manual_items
from authenticity.settings import home, now


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the form was written, or every line of it is on record."""
    parser = argparse.ArgumentParser(prog="make enter", description=__doc__)
    parser.add_argument("--file", required=True)
    parser.add_argument("--by", default="")
    chosen = parser.parse_args(arguments)
    return in_home(lambda: enter(Path(chosen.file), chosen.by.strip()))


def enter(path: Path, user_name: str) -> None:
    """Writes the form, or takes it in and prints each refused line with its reason."""
    if path.suffix.lower() != ".xlsx":
        raise ConfigurationError("FILE has to end with .xlsx; name the form to write or to take in")
    if not path.exists():
        manual_items.write_form(path)
        print(f"{path} is the empty form; fill it in and run this again with BY=")
        return
    require(BY=user_name)
    with airflow_runtime.quiet(home().logs / "enter.log", narrate=False):
        done = manual_items.enter(path, user_name, now())
    for row_no, reason in done.refused:
        print(f"第 {row_no} 行未登记：{reason}")
    known = f"; entered already: {done.known}" if done.known else ""
    print(f"{path.name}: problem items entered for the next list: {done.taken}{known}")
    if done.refused:
        raise ConfigurationError(
            f"lines refused: {len(done.refused)}; correct them, enter the file again"
        )


if __name__ == "__main__":
    sys.exit(main())
