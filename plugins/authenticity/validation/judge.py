"""The day's judgement: row rules run once, inside GX, and the findings come off the same masks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from authenticity.errors import ConfigurationError, ImbalanceError
from authenticity.ledger.ledger_entries import Entry
from authenticity.pages import case_pages, docs_site, history
from authenticity.rules import suites
from authenticity.rules.catalogue import Catalogue
from authenticity.rules.predicates import Frames
from authenticity.validation import gx_context, masked_findings
from authenticity.validation.session import BrokenPredicateError, Session, judging


@dataclass(frozen=True)
class Judgement:
    """What one list date's judgement found.

    `findings` has the columns of `finding.COLUMNS`; `counts` maps every judged rule, the
    information rules too, to (applies, fails); `success` says that no error rule failed.
    """

    findings: pd.DataFrame
    counts: Mapping[str, tuple[int, int]]
    success: bool

    @property
    def parties_in_error(self) -> int:
        """How many parties, or policies, failed an error rule."""
        errors = self.findings[self.findings["level"] == "E"]
        return len(errors[["policy_no", "party_role", "party_seq"]].drop_duplicates())

    def ledger(self, rules: Catalogue, parties: int) -> list[Entry]:
        """Findings listed = what Great Expectations counted, rule by rule; I rules only inform."""
        listed = self.findings["rule_code"].value_counts()
        levels = {rule.code: rule.level for rule in rules}
        fails = {code: failing for code, (_, failing) in self.counts.items()}
        return [
            Entry("parties_judged", parties, None),
            *(
                Entry(f"findings.{code}", int(listed.get(code, 0)), count)
                for code, count in fails.items()
                if levels[code] != "I"
            ),
            *(
                Entry(f"information.{code}", count, None)
                for code, count in fails.items()
                if levels[code] == "I"
            ),
        ]


def judge(
    parties: pd.DataFrame,
    policies: pd.DataFrame,
    list_date: date,
    docs_dir: Path,
    catalogue: Catalogue,
    suites_dir: Path = suites.SUITES_DIR,
) -> Judgement:
    """Judges parties and policies by every suite, and adds the day to the Data Docs.

    The docs are put in place only when everything agreed. Raises `ConfigurationError` when
    catalogue, suites and predicates disagree or a predicate breaks, and `ImbalanceError` when
    what GX counted is not what the findings hold: then nothing may be dispatched.
    """
    loaded = suites.load(catalogue, suites_dir)
    session = Session(Frames.of(parties, policies, list_date), catalogue)
    with docs_site.rebuilt(docs_dir, list_date.isoformat()) as site:
        gx = gx_context.open_context(site)
        with judging(session):
            results = gx_context.run(gx, loaded, session.batch(), list_date)
        if session.broken:
            raise BrokenPredicateError(session.broken[0])
        counted = _counted(results)
        _check_judged(catalogue, counted, session)
        found = masked_findings.of_verdicts(
            catalogue.judged, session.verdicts, session.frames, list_date
        )
        _check_balance(catalogue, counted, session, found)
        day = _day(catalogue, loaded, session, list_date)
        _check_day(counted, day)
        history.write(site, day)
        _render(gx, [key for key, _ in results], site)
        case_pages.announce(site, list_date, loaded)
    success = not any(counted[rule.code][1] for rule in catalogue.judged if rule.level == "E")
    return Judgement(found, counted, success)


def _counted(results: list[tuple[Any, Any]]) -> dict[str, tuple[int, int]]:
    """What GX itself says, by rule; a rule that it could not judge is absent."""
    return {
        result.expectation_config.meta["rule_code"]: (
            result.result["element_count"],
            result.result["unexpected_count"],
        )
        for _, suite in results
        for result in suite.results
        if "unexpected_count" in result.result
    }


def _check_judged(
    catalogue: Catalogue, counted: Mapping[str, tuple[int, int]], session: Session
) -> None:
    for rule in catalogue.judged:
        if rule.code not in counted or rule.code not in session.verdicts:
            raise ImbalanceError(f"rule {rule.code} was not judged; nothing may be listed")


def _check_balance(
    catalogue: Catalogue,
    counted: Mapping[str, tuple[int, int]],
    session: Session,
    found: pd.DataFrame,
) -> None:
    """What GX counted is what the masks hold, and what is listed, rule by rule."""
    lines = found["rule_code"].value_counts().to_dict()
    for rule in catalogue.judged:
        fails = counted[rule.code][1]
        listed = fails if rule.level == "I" else lines.get(rule.code, 0)
        if counted[rule.code] != session.verdicts[rule.code].counts or listed != fails:
            raise ImbalanceError(
                f"rule {rule.code}: Great Expectations counts {fails}, the findings hold {listed}"
            )


def _day(
    catalogue: Catalogue, loaded: list[dict[str, Any]], session: Session, list_date: date
) -> history.Day:
    suite_of = {
        entry["meta"]["rule_code"]: suite["name"]
        for suite in loaded
        for entry in suite["expectations"]
    }
    return history.day_of(session.frames, session.verdicts, catalogue.judged, suite_of, list_date)


def _check_day(counted: Mapping[str, tuple[int, int]], day: history.Day) -> None:
    """The pages show counts by role; together they are what GX counted."""
    for code, rule in day.rules.items():
        if rule.total != counted[code]:
            raise ImbalanceError(
                f"rule {code}: Great Expectations counts {counted[code][1]}, "
                f"the pages by role hold {rule.total[1]}"
            )


def _render(gx: Any, keys: list[Any], site: Path) -> None:
    """Renders the pages of this run and the index; GX only logs what fails, so looks for them."""
    gx.build_data_docs(site_names=[gx_context.SITE], resource_identifiers=keys)
    for key in keys:
        page = site.joinpath("validations", *key.to_tuple()).with_suffix(".html")
        if not page.exists():
            raise ConfigurationError(
                f"the page of suite {key.expectation_suite_identifier.name} was not rendered; "
                "see the log, and the templates in include/data_docs"
            )
