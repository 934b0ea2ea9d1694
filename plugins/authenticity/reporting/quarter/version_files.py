"""The files of a version, and where they lie: `reports/2026Q3/v1/` of the home, mode 0600.

A version's files are written once. Made again from the figures that it kept, they have to be what
its manifest says, else nothing is touched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from authenticity import files
from authenticity.errors import ReportError
from authenticity.reporting.quarter import manifest, pdf, subject_files, workbook
from authenticity.reporting.quarter.edition import Edition

REPORT, SIGN_OFF, MANIFEST = "report.pdf", "sign_off.json", manifest.NAME


def render(edition: Edition) -> dict[str, bytes]:
    """Every file of the version by name, the manifest last."""
    made = {
        REPORT: pdf.render(edition),
        "report.xlsx": workbook.render(edition),
        "salespeople.csv": subject_files.salespeople(edition),
        "agencies.csv": subject_files.agencies(edition),
        "figures.json": (edition.figures.text() + "\n").encode(),
    }
    return {**made, manifest.NAME: manifest.write(edition, made)}


def folder(reports: Path, quarter: str, version: int) -> Path:
    """Where a version lies."""
    return reports / quarter / f"v{version}"


def published(reports: Path, quarter: str, version: int) -> Path:
    """Where the copy of a signed version lies."""
    return reports / quarter / "published" / f"v{version}"


def sha256(content: bytes) -> str:
    """Hex, as manifests and the case store have it."""
    return hashlib.sha256(content).hexdigest()


def are_whole(target: Path, manifest_sha256: str) -> bool:
    """Whether the folder holds the version as it was recorded, file by file.

    False where a file is gone. Raises `ReportError` where one was changed.
    """
    try:
        listed = (target / manifest.NAME).read_bytes()
        contents = {name: (target / name).read_bytes() for name in manifest.hashes(listed)}
    except FileNotFoundError:
        return False
    except ValueError:
        listed, contents = b"", {}
    changed = [name for name, digest in _hashes(listed).items() if sha256(contents[name]) != digest]
    if sha256(listed) != manifest_sha256:
        changed.append(manifest.NAME)
    if changed:
        raise ReportError(
            f"{', '.join(changed)} of {target} is not what the case store has on record; move it "
            "away, and run the roll-up again"
        )
    return True


def restore(target: Path, made: Mapping[str, bytes], manifest_sha256: str) -> None:
    """Put a version's files back. Raises `ReportError` when they come out otherwise by now."""
    if sha256(made[manifest.NAME]) != manifest_sha256:
        raise ReportError(
            f"the files of {target} are gone, and this version of the software makes others; "
            "restore them from a backup"
        )
    files.put_all(target, made)


def publish(reports: Path, quarter: str, version: int, sign_off: bytes) -> Path:
    """Copy a version to where signed ones lie, with who signed it, and at once.

    A copy that is there already stays.
    """
    source, target = folder(reports, quarter, version), published(reports, quarter, version)
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{target.name}.{os.getpid()}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(source, draft)
    files.put_all(draft, {SIGN_OFF: sign_off})
    draft.chmod(0o700)
    os.replace(draft, target)
    return target


def _hashes(listed: bytes) -> dict[str, str]:
    return manifest.hashes(listed) if listed else {}
