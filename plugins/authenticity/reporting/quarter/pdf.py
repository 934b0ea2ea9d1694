"""The report as PDF/A-2b, by typst: equal bytes for equal input, on any machine.

Only the two fonts of the requirements are used, never the system's; a warning of typst (a font that
is missing, a template that is out of date) is an error here.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from authenticity.errors import ReportError
from authenticity.reporting.quarter import glyphs, report_data
from authenticity.reporting.quarter.edition import Edition
from authenticity.reporting.quarter.words import TEMPLATE

_REGULAR, _BOLD = "cvttf_NotoSansCJK_Regular", "cvttf_NotoSansCJK_Bold"
_STANDARD: Literal["a-2b"] = "a-2b"


def render(edition: Edition) -> bytes:
    """The report's pages. Raises `ReportError` when typst has anything to say against them."""
    fonts = [_folder(name) for name in (_REGULAR, _BOLD)]
    text = glyphs.shown(report_data.of(edition), next(fonts[0].glob("*.otf")))
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(TEMPLATE),
            font_paths=[str(folder) for folder in fonts],
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(text, ensure_ascii=False)},
            pdf_standards=_STANDARD,
        )
    except typst.TypstError as error:
        raise ReportError(f"the report cannot be set ({error}); mend {TEMPLATE.name}") from None
    if warnings:
        raise ReportError(
            f"the report cannot be set ({warnings[0].message}); install the requirements anew, or "
            f"mend {TEMPLATE.name}"
        )
    return bytes(pdf)


@cache
def _folder(package: str) -> Path:
    """Where the font of a package lies; nothing of the package is run."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ReportError(f"the font package {package} is not there; install the requirements anew")
    return Path(found.origin).parent
