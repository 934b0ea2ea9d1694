"""Templates of pages, rendered strictly; knows nothing of Great Expectations."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from authenticity.settings import INCLUDE

TEMPLATES = INCLUDE / "data_docs" / "templates"
SHARED = INCLUDE / "pages"
STYLE = INCLUDE / "data_docs" / "style.css"


def render(template: str, **values: Any) -> str:
    """HTML from a template; every value is escaped, and a name that is not given raises."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return environment(TEMPLATES, SHARED)


def environment(*folders: Path) -> Environment:
    """Of the folders the first that has a template; values are escaped, unknown names raise."""
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["number"] = "{:,}".format
    return made
