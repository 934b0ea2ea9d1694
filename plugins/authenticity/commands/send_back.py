"""`make return CASE=… BY=… REASON=…`: send the answers of a case back to the back office."""

from __future__ import annotations

import argparse
import sys

from authenticity.commands import airflow_runtime
from authenticity.commands.frame import in_home, require
from authenticity.services import case_actions
from authenticity.settings import home


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the case is RETURNED now."""
    parser = argparse.ArgumentParser(prog="make return", description=__doc__)
    parser.add_argument("--case", required=True)
    parser.add_argument("--by", required=True)
    parser.add_argument("--reason", required=True)
    chosen = parser.parse_args(arguments)
    return in_home(lambda: _send_back(chosen.case.strip(), chosen.by.strip(), chosen.reason))


def _send_back(case_no: str, user_name: str, reason: str) -> None:
    require(CASE=case_no, BY=user_name)
    with airflow_runtime.quiet(home().logs / "cases.log", narrate=False):
        case_actions.send_back(case_no, user_name, reason)
    print(f"case {case_no} is returned; its back office is told with the messages that go out next")


if __name__ == "__main__":
    sys.exit(main())
