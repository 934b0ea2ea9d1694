"""`manifest.json`: the hash of each file of a version, and what the version was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from authenticity.reporting.quarter.edition import Edition

NAME = "manifest.json"


def write(edition: Edition, files: Mapping[str, bytes]) -> bytes:
    """The manifest of these files; equal files of an equal version give equal bytes."""
    figures = edition.figures
    content = {
        "quarter": figures.quarter,
        "version": edition.version,
        "supersedes": edition.supersedes,
        "prepared_by": edition.prepared_by,
        "prepared_at": figures.noted.at.isoformat(),
        "missing_working_days": [day.isoformat() for day in figures.missing],
        "partial_by": figures.partial_by,
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
        "versions": [
            {"what": span.what, "version": span.version,
             "first": span.first.isoformat(), "last": span.last.isoformat()}
            for span in figures.noted.versions
        ],
        "ledger": [asdict(total) for total in figures.noted.ledger],
        "audit_head": figures.noted.audit_head,
    }  # fmt: skip
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def hashes(manifest: bytes) -> dict[str, str]:
    """SHA-256 of each file by name, as a manifest has them."""
    return dict(json.loads(manifest)["files"])
