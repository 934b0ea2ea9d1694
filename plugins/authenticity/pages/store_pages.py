"""What the Data Docs show from the case store: the fourth group, the cases, and the sum of a list.

The row rules' pages are made while the batch is judged, before there is a case. All else follows
the case store, and is written again after every run: a case goes on, a list is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from authenticity import files
from authenticity.cases import case_numbers, finding_totals
from authenticity.pages import (
    case_pages,
    compared_page,
    day_now,
    day_sum,
    docs_index,
    docs_site,
    history,
    rule_groups,
)
from authenticity.pages.day_now import DayNow
from authenticity.pages.templates import STYLE, render
from authenticity.rules.catalogue import Catalogue


def publish(
    docs_dir: Path,
    connection: Connection,
    catalogue: Catalogue,
    channels: Mapping[str, str],
    today: date,
    now: DayNow,
) -> None:
    """Brings every list date that the docs keep up to the case store, and then the index.

    `channels` names channel codes, `now` is what the index shows first. A list date whose cases are
    not opened yet keeps its announced pages. The caller holds the site (`docs_site.locked`).
    """
    docs_site.clear_damaged(docs_dir)
    groups = rule_groups.all_of(catalogue)
    days = [date.fromisoformat(name) for name in history.read(docs_dir)]
    opened = [day for day in days if finding_totals.is_recorded(connection, day)]
    for day in opened:
        totals = finding_totals.of_list_date(connection, day)
        day_sum.write(docs_dir, day_sum.of_totals(day, totals))
    sums = day_sum.read(docs_dir)
    for day in opened:
        page = compared_page.page_of(sums, day.isoformat(), catalogue)
        html = render("run.html.j2", page=page, root="../../../../")
        path = docs_dir / compared_page.path_of(day.isoformat())
        files.put_changed(path, html.encode())
        numbers = case_numbers.by_rule(connection, day)
        case_pages.fill(docs_dir, day, groups, numbers, catalogue, channels, today)
    day_now.write(docs_dir, now)
    files.put_changed(docs_dir / STYLE.name, STYLE.read_bytes())
    index = docs_index.render_index(docs_dir, groups)
    files.put_changed(docs_dir / docs_index.PAGE, index.encode())
