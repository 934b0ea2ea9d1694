"""`make refer AGENT=… BY=… REASON=…`: before the committee; REFERRAL= and DECISION= after it."""

from __future__ import annotations

import re
import sys

from authenticity.commands import airflow_runtime
from authenticity.commands import arguments as words
from authenticity.commands.frame import in_home
from authenticity.errors import ConfigurationError
from authenticity.sanctions.referrals import SubjectKind
from authenticity.services import referrals
from authenticity.settings import home

_NUMBER = re.compile(r"[0-9]{1,9}")
_WORDS = ("agent", "agency", "by", "reason", "referral", "decision")


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 exactly when the referral, or its decision, is on record."""
    said = words.said("refer", __doc__, _WORDS, arguments)
    return in_home(lambda: refer(said))


def refer(said: dict[str, str]) -> None:
    """Opens a referral on the one subject that is named, or closes the one whose number is."""
    kinds: dict[SubjectKind, str] = {"salesperson": said["agent"], "agency": said["agency"]}
    named = [(kind, number) for kind, number in kinds.items() if number]
    if len(named) + bool(said["referral"]) != 1:
        raise ConfigurationError("name one of AGENT= and AGENCY= to refer, or REFERRAL= to close")
    if said["reason" if said["referral"] else "decision"]:
        raise ConfigurationError("REASON goes with AGENT= or AGENCY=, DECISION with REFERRAL=")
    with airflow_runtime.quiet(home().logs / "refer.log", narrate=False):
        done = _closed(said) if said["referral"] else _opened(*named[0], said)
    print(done)


def _opened(kind: SubjectKind, subject_no: str, said: dict[str, str]) -> str:
    number, is_new = referrals.refer(kind, subject_no, said["by"], said["reason"])
    if is_new:
        return f"the {kind} {subject_no} is before the committee: referral {number}"
    return (
        f"the {kind} {subject_no} was before the committee already: referral {number}, with the "
        "reason given then"
    )


def _closed(said: dict[str, str]) -> str:
    if not _NUMBER.fullmatch(said["referral"]):
        raise ConfigurationError("REFERRAL is no number; look into v_referral")
    is_new = referrals.close(int(said["referral"]), said["by"], said["decision"])
    was = "is closed" if is_new else "was closed already"
    return f"referral {said['referral']} {was}"


if __name__ == "__main__":
    sys.exit(main())
