"""LibreOffice, where it is to be had: it re-saves workbooks as a back office would."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.debian import find_or_install

_SECONDS = 120


@cache
def _program() -> Path | None:
    def find() -> Path | None:
        found = shutil.which("soffice")
        return Path(found) if found else None

    return find_or_install("libreoffice-calc", find)


def resaved(plain: bytes, folder: Path, into: str = "xlsx") -> bytes:
    """The workbook as LibreOffice saves it, formulas computed; skips where there is none."""
    program = _program()
    if program is None:
        pytest.skip("LibreOffice is not here and cannot be installed; re-saved lists not tested")
    (folder / "in").mkdir(exist_ok=True)
    source = folder / "in" / "list.xlsx"
    source.write_bytes(plain)
    subprocess.run(
        [program, f"-env:UserInstallation=file://{folder}/office", "--headless",
         "--convert-to", into, "--outdir", folder / "out", source],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip
    return (folder / "out" / f"list.{into}").read_bytes()
