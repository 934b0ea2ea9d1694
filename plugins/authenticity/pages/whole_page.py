"""A page that is whole in one file: style and charts inside, and no request to anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from authenticity.pages import stacked_bars, templates
from authenticity.pages.templates import SHARED, STYLE, TEMPLATES

TEMPLATE, OWN_STYLE = "page.html.j2", "style.css"
"""What a page's folder in `include/` holds."""


def render(
    folder: Path,
    filters: Mapping[str, Callable[..., str]],
    page: str = TEMPLATE,
    **values: Any,
) -> str:
    """A page of a folder; every value is escaped, and a name that is not given raises."""
    styles = (STYLE, SHARED / "charts.css", folder / OWN_STYLE)
    style = "\n".join(path.read_text(encoding="utf-8") for path in styles)
    environment = _environment(folder)
    environment.filters.update(filters)
    return environment.get_template(page).render(
        style=Markup(style),  # noqa: S704 - our own files
        frame=stacked_bars,
        **values,
    )


@cache
def _environment(folder: Path) -> Environment:
    return templates.environment(folder, SHARED, TEMPLATES)
