"""The files of a summary, and where they lie: `reports/2026-09/v1/` of the home, mode 0600.

A version says what was so when it was made. The same figures again are the same version, and only
what is gone of it is put back; other figures, after a list date of the month was run late or again,
are the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path

from authenticity import files
from authenticity.reporting.month import page, workbook
from authenticity.reporting.month.figures import Summary
from authenticity.reporting.month.words import Words

PAGE, WORKBOOK, FIGURES = "summary.html", "summary.xlsx", "figures.json"


def render(
    summary: Summary, words: Words, company: str, families: Mapping[str, str]
) -> dict[str, bytes]:
    """Every file by name; `families`: the words for families of rules."""
    return {
        PAGE: page.render(summary, words, company, families).encode(),
        WORKBOOK: workbook.render(summary, words, company, families),
        FIGURES: (summary.text() + "\n").encode(),
    }


def put(reports: Path, month: str, made: Mapping[str, bytes]) -> tuple[Path, bool]:
    """The folder of the version that says the same, or of a new one; whether it is new."""
    folder = _folder(reports / month, made[FIGURES])
    is_new = not (folder / FIGURES).exists()
    # The figures come last: a folder that has them was whole once.
    wanted = {name: made[name] for name in made if is_new or not (folder / name).exists()}
    files.put_all(folder, wanted)
    return folder, is_new


def _folder(parent: Path, figures: bytes) -> Path:
    folders = (parent / f"v{number}" for number in count(1))
    return next(each for each in folders if _says(each / FIGURES) in (None, figures))


def _says(known: Path) -> bytes | None:
    return known.read_bytes() if known.exists() else None
