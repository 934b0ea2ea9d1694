"""`make verify CASE=… BY=…`: close a case whose answers hold, as somebody who gave none of them."""

from __future__ import annotations

import argparse
import sys

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home, require
from authenticity.services import case_actions
from authenticity.settings import home


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the case is VERIFIED by this person now."""
    parser = argparse.ArgumentParser(prog="make verify", description=__doc__)
    parser.add_argument("--case", required=True)
    parser.add_argument("--by", required=True)
    parser.add_argument("--note", default="")
    chosen = parser.parse_args(arguments)
    return in_home(lambda: _verify(chosen.case.strip(), chosen.by.strip(), chosen.note.strip()))


def _verify(case_no: str, user_name: str, note: str) -> None:
    require(CASE=case_no, BY=user_name)
    with airflow_runtime.quiet(home().logs / "cases.log", narrate=False):
        case_actions.verify(case_no, user_name, note or None)
    print(f"case {case_no} is verified")


if __name__ == "__main__":
    sys.exit(main())
