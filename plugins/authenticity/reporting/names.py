"""Names for the codes in a quarter's report: the last list's registers, and words for the rest.

People's names come masked. They are noted with the figures, so that a version keeps the names that
were true when it was frozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from authenticity.lake.partitions import partition
from authenticity.privacy import masking
from authenticity.privacy.keyring import Keyring
from authenticity.rules import catalogue
from authenticity.sanctions import sanction_kinds

_REGISTERS = {
    "channel": ("channel", "channel_code", "channel_name"),
    "agency": ("agency", "agency_code", "agency_name"),
    "agent": ("salesperson", "agent_code", "name"),
}
"""By kind: the register, and its columns of code and name."""


def of_codes(
    codes: Iterable[str], lake: Path, until: date, keyring: Keyring, compliance: str
) -> Mapping[str, str]:
    """Names by kind and code (`agent:A01`); a code that no register knows is left out."""
    wanted = set(codes)
    found = {f"rule:{rule.code}": rule.wording_zh for rule in catalogue.load()}
    found |= {f"sanction:{kind.code}": kind.label for kind in sanction_kinds.load().kinds}
    dates = [day for day in partition.sealed_dates(lake) if day <= until]
    if dates:
        folder = partition.day_folder(lake, dates[-1])
        for kind in _REGISTERS:
            found |= _register(folder, kind, keyring)
    found["channel:COMPLIANCE"] = compliance
    return {code: name for code, name in found.items() if code in wanted and name}


def _register(folder: Path, kind: str, keyring: Keyring) -> dict[str, str]:
    table, code, name = _REGISTERS[kind]
    rows = partition.read(folder, table, keyring, [code, name]).to_pylist()
    mask = masking.name if kind == "agent" else (lambda text: text)
    return {f"{kind}:{row[code]}": mask(row[name]) for row in rows if row[name]}
