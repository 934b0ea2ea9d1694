"""How the case store keeps a finding: a column a field, structures as canonical JSON text."""

from __future__ import annotations

import json
from typing import Any

from authenticity import canonical
from authenticity.findings import finding as shape
from authenticity.findings.finding import Finding
from authenticity.store.tables import FindingRow

COLUMNS = [getattr(FindingRow, name) for name in shape.COLUMNS]
"""What `finding_of` reads."""


def row_of(finding: Finding) -> dict[str, Any]:
    """The finding's columns, with its identifier, what decides its case, and a content digest."""
    kept = {name: _kept(name, getattr(finding, name)) for name in shape.COLUMNS}
    content = [kept[name] for name in shape.CONTENT]
    decisive = {"is_group": finding.is_group, "case_key": finding.case_key}
    return {
        **kept,
        **decisive,
        "finding_id": finding.finding_id,
        "digest": canonical.digest((*content, *decisive.values())),
    }


def finding_of(row: Any) -> Finding:
    """The finding out of a row that has `COLUMNS`."""
    values = {name: getattr(row, name) for name in shape.COLUMNS}
    for name in shape.STRUCTURES:
        values[name] = json.loads(values[name] or "[]")
    for name in ("counterpart_policies", "persons"):
        values[name] = tuple(values[name])
    return Finding(**values)


def _kept(name: str, value: Any) -> Any:
    if name == "persons":
        return canonical.dumps(sorted(value)) if value else None
    if name == "detail":
        return canonical.dumps(dict(value))
    return canonical.dumps(list(value)) if name in shape.STRUCTURES else value
