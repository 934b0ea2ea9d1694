"""With whom a seller's customers share numbers, as lines for a terminal, in masked values."""

from __future__ import annotations

from collections.abc import Iterator

from authenticity.pages.link_picture import words
from authenticity.services.seller_links import SellerLinks
from authenticity.settings import LOCAL

SHOWN = 20
"""Numbers that fit a screen; the page has all of them."""


def lines(explained: SellerLinks) -> Iterator[str]:
    """Head, one block a number, and where the picture lies."""
    links = explained.links
    yield words.seller(links)
    yield f"  查询人 {explained.actor} · {explained.asked_at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    if explained.page is None:
        yield "  各清单中没有其客户与他人相同的号码"
        return
    yield from (f"  {sentence}" for sentence in words.sentences(links))
    for number in links.numbers[:SHOWN]:
        row = words.row(number)
        yield from ("", f"{row.number}　{row.standing}", f"  客户：{row.customers}")
        yield f"  与谁相同：{row.others}"
    if len(links.numbers) > SHOWN:
        yield from ("", f"另有 {len(links.numbers) - SHOWN:,} 个号码，见页面")
    yield from ("", f"图：{explained.page}")
