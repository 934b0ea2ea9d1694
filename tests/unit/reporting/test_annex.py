"""The annex: the gravest sellers' shared numbers, proven ones only, kept with the version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.unit.reporting import quarter_samples as samples
from tests.unit.reporting import report_samples

from authenticity.cases import states
from authenticity.privacy.keyring import Keyring
from authenticity.reporting import period
from authenticity.reporting.quarter import annex, figures, pdf
from authenticity.reporting.quarter.figures import Figures
from authenticity.store.case_store import Store
from authenticity.store.tables import CaseRow, FindingRow


@pytest.fixture
def lived(store: Store) -> Store:
    samples.live(store, 11)
    return store


def frozen(store: Store, folder: Path, most: int = 6) -> Figures:
    """The quarter with its links, in a home whose lake holds nothing any more."""
    keyring = Keyring.open(folder / "keyring.json")
    with store.read() as connection:
        span = period.read(connection, samples.QUARTER, samples.CALENDAR)
    with store.read() as connection:
        return samples.figures(
            store,
            link=lambda gravest: annex.links(connection, gravest, span, most, folder, keyring),
        )


def test_only_numbers_of_verified_cases_that_were_not_in_order_are_shown(
    lived: Store, tmp_path: Path
) -> None:
    links = frozen(lived, tmp_path, most=100).noted.links
    assert links
    with lived.read() as connection:
        statement = (
            select(FindingRow.policy_no)
            .join(CaseRow, CaseRow.case_no == FindingRow.case_no)
            .where(
                FindingRow.cluster_id.is_not(None),
                FindingRow.outcome.in_(["CONFIRMED_FALSE", "REFUSED", "CORRECTED"]),
                CaseRow.status.in_([states.VERIFIED, states.REOPENED]),
            )
        )
        proven = set(connection.scalars(statement))
    shown = {c.policy_no for each in links for number in each.numbers for c in number.customers}
    assert shown
    assert shown <= proven


def test_the_gravest_come_first_and_no_more_than_is_asked(lived: Store, tmp_path: Path) -> None:
    whole = frozen(lived, tmp_path, most=100)
    codes = [(each.kind, each.code) for each in whole.noted.links]
    gravest = annex.sellers(whole.salespeople, whole.agencies)
    assert codes == [seller for seller in gravest if seller in codes]
    few = frozen(lived, tmp_path / "again", most=2)
    assert [(each.kind, each.code) for each in few.noted.links] == codes[:2]


def test_a_version_keeps_its_pictures(lived: Store, tmp_path: Path) -> None:
    made = frozen(lived, tmp_path)
    again = figures.read(made.text())
    assert again == made
    one, other = (report_samples.edition(figures=each) for each in (made, again))
    assert one.annex
    assert one.annex == other.annex
    assert pdf.render(one) == pdf.render(other)


def test_a_report_without_links_has_no_annex() -> None:
    known = report_samples.figures()
    bare = replace(known, noted=replace(known.noted, links=()))
    with_annex, without = (
        pdf.render(report_samples.edition(figures=each)) for each in (known, bare)
    )
    assert len(without) < len(with_annex)
