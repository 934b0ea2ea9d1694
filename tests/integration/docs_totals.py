"""What the Data Docs of a house say of each list date, read off the pages as a person would."""

from __future__ import annotations

import re
from collections import Counter

from tests.integration.conftest import House

CARD = re.compile(r"<b>([\d,]+)</b><span>(?:问题|提示) ([EW])")


def of_pages(house: House) -> dict[tuple[str, str], int]:
    """By list date and level, what the cards of all pages of that date add up to."""
    totals: Counter[tuple[str, str]] = Counter()
    for page in house.home.data_docs.glob("validations/*/*/**/*.html"):
        day = page.relative_to(house.home.data_docs).parts[2]
        for count, level in CARD.findall(page.read_text(encoding="utf-8")):
            totals[day, level] += int(count.replace(",", ""))
    return dict(totals)


def of_index(house: House) -> dict[tuple[str, str], int]:
    """By list date and level, and `lines`: what the index says."""
    text = (house.home.data_docs / "index.html").read_text(encoding="utf-8")
    totals: dict[tuple[str, str], int] = {}
    for part in text.split('<td class="day"><b>')[1:]:
        day, plain = part[:10], re.sub(r"<.*?>", "", part)
        for name, level in (("问题", "E"), ("提示", "W")):
            chip = re.search(rf'data-name="{name}"><span[^>]*>([\d,]+)', part)
            totals[day, level] = int(chip[1].replace(",", "")) if chip else -1
        lines = re.search(r"清单 ([\d,]+) 行", plain)
        is_confirmed = "与已下发清单一致" in plain
        totals[day, "lines"] = int(lines[1].replace(",", "")) if lines and is_confirmed else -1
    return totals


def of_store(house: House) -> dict[tuple[str, str], int]:
    """By list date and level what `v_finding` holds, and the lines of the lists that were made."""
    findings = house.table("v_finding")
    findings["day"] = findings["list_date"].astype(str).str[:10]
    stand = findings[(findings["status"] != "superseded") & findings["level"].isin(["E", "W"])]
    deliveries = house.table("v_delivery")
    deliveries["day"] = deliveries["list_date"].astype(str).str[:10]
    totals = {(day, kind): 0 for day in set(deliveries["day"]) for kind in ("E", "W", "lines")}
    totals |= {key: int(count) for key, count in stand.groupby(["day", "level"]).size().items()}
    offices = deliveries[deliveries["file_name"].str.fullmatch(r"problem_list_[^_]+_[\d-]+\.xlsx")]
    for day, lines in offices.groupby("day")["lines"].sum().items():
        totals[str(day), "lines"] = int(lines)
    return totals
