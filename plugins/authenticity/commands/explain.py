"""`make explain POLICY=…`: why a policy was flagged, or was not, rule by rule, in masked values.

What fails comes first; `ALL=1` shows the rules that passed, too. `AGENT=…`, `AGENCY=…`: with whom
the customers of a salesperson or agency share numbers.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Mapping

from authenticity.commands import airflow_runtime, policy_lines, seller_lines
from authenticity.commands.frame import in_home
from authenticity.commands.terminal import printable
from authenticity.errors import ConfigurationError
from authenticity.pages.link_picture.links import SellerKind
from authenticity.services import explain, seller_links
from authenticity.settings import home, now

_SELLERS: Mapping[str, SellerKind] = {"agent": "salesperson", "agency": "agency"}


def main(arguments: list[str] | None = None) -> int:
    """Print the explanation of one policy, or of one seller."""
    parser = argparse.ArgumentParser(prog="make explain", description=__doc__)
    for name in ("policy", "all", *_SELLERS):
        parser.add_argument(f"--{name}", default="")
    chosen = parser.parse_args(arguments)
    sellers = {kind: getattr(chosen, name).strip() for name, kind in _SELLERS.items()}
    whole = chosen.all.strip() == "1"
    return in_home(lambda: show(chosen.policy.strip(), sellers, whole=whole))


def show(policy_no: str, sellers: Mapping[SellerKind, str], *, whole: bool) -> None:
    """Ask, and print; what a clerk once keyed in cannot steer the terminal."""
    named = [(kind, code) for kind, code in sellers.items() if code]
    if len(named) + bool(policy_no) != 1:
        raise ConfigurationError("name one of POLICY=, AGENT= and AGENCY= for what to explain")
    with airflow_runtime.quiet(home().logs / "explain.log", narrate=False):
        if policy_no:
            told = policy_lines.lines(explain.policy(policy_no, getpass.getuser(), now()), whole)
        else:
            told = seller_lines.lines(seller_links.show(*named[0], getpass.getuser(), now()))
    for line in told:
        print(printable(line))


if __name__ == "__main__":
    sys.exit(main())
