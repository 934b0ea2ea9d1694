"""The links of the gravest sellers, for the pictures of the report's annex (Art. 22).

Only numbers that proved not in order: nobody is shown for what is open, or proved true.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from authenticity.cases import shared_numbers
from authenticity.cases.shared_numbers import Seller
from authenticity.pages.link_picture import linking, masked_records
from authenticity.pages.link_picture.links import Links
from authenticity.privacy.keyring import Keyring
from authenticity.reporting.period import Period
from authenticity.reporting.quarter import subject_counts
from authenticity.reporting.quarter.figures import SubjectFigures

_LOOKED_AT = 200
"""Sellers, the gravest first, who are looked at for shared numbers: most have none."""


def sellers(
    salespeople: Sequence[SubjectFigures], agencies: Sequence[SubjectFigures]
) -> list[Seller]:
    """Everybody whom the report names, the gravest first, each once."""
    named = [("salesperson", each) for each in salespeople] + [
        ("agency", each) for each in agencies
    ]
    named.sort(key=lambda pair: subject_counts.gravest_first(pair[1]))
    return list(dict.fromkeys((kind, each.code) for kind, each in named))


def links(
    connection: Connection,
    gravest: Sequence[Seller],
    period: Period,
    most: int,
    lake: Path,
    keyring: Keyring,
) -> tuple[Links, ...]:
    """The links of the first `most` sellers that have any, by the lists of the quarter."""
    looked_at = gravest[:_LOOKED_AT]
    found = shared_numbers.of_sellers(
        connection, looked_at, period.list_dates, linking.NOT_IN_ORDER
    )
    proven = {
        seller: [each for each in found.get(seller, ()) if linking.standing_of(each) == "proven"]
        for seller in looked_at
    }
    shown = [seller for seller in looked_at if proven[seller]][:most]
    findings = [each.finding for seller in shown for each in proven[seller]]
    records = masked_records.read(lake, keyring, findings, period.as_of)
    return tuple(linking.links(seller, proven[seller], records) for seller in shown)
