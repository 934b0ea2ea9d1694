"""With whom the customers of a salesperson or agency share numbers: links, and a page of them.

Reads, and records nothing; the page replaces the one before. Values are masked, who asks is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from authenticity import files
from authenticity.cases import shared_numbers
from authenticity.delivery import file_names
from authenticity.lake.partitions import known_sellers
from authenticity.pages import templates
from authenticity.pages.link_picture import drawing, linking, masked_records, words
from authenticity.pages.link_picture.links import Links, SellerKind
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log
from authenticity.settings import INCLUDE, LOCAL, home

TEMPLATES = INCLUDE / "link_picture"
_STYLE = INCLUDE / "data_docs" / "style.css"


@dataclass(frozen=True)
class SellerLinks:
    """`page`: where the picture lies; None where nothing is shared."""

    links: Links
    page: Path | None
    actor: str
    asked_at: datetime


def show(kind: SellerKind, code: str, actor: str, at: datetime) -> SellerLinks:
    """The seller's links by the findings of all lists, and the page with their picture.

    Raises `LakeError` when the register of the latest list has no such seller.
    """
    lake = home().lake
    known_sellers.require(lake, connections.keyring, kind, code)
    with connections.case_store() as store, store.read() as connection:
        found = shared_numbers.of_sellers(connection, [(kind, code)]).get((kind, code), [])
    records = masked_records.read(lake, connections.keyring(), [each.finding for each in found])
    links = linking.links((kind, code), found, records)
    log.info("explain: %s %s, asked for by %s", kind, code, actor)
    page = home().explained / f"{kind}_{file_names.component(code)}.html"
    page.unlink(missing_ok=True)
    if not links.numbers:
        return SellerLinks(links, None, actor, at)
    with files.draft(page) as draft:
        draft.write(render(links, actor, at).encode())
    return SellerLinks(links, page, actor, at)


def render(links: Links, actor: str, at: datetime) -> str:
    """The page: the picture, and the same as a table; no request leaves it."""
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704 - our own file
            picture=Markup(drawing.draw(links)),  # noqa: S704 - escaped by its writer
            seller=words.seller(links),
            rows=[words.row(each) for each in links.numbers],
            actor=actor,
            asked_at=f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        )
    )


@cache
def _environment() -> Environment:
    return templates.environment(TEMPLATES)
