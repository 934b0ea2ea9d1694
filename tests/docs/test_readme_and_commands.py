"""The README is short, and what the pages tell people to type exists."""

from __future__ import annotations

import re

import pytest
from tests.docs.sources import PAGES, PLUGINS, PROJECT, README, named, targets, targets_named

PROMISED = {"demo", "test", "setup", "run", "dag", "up", "down", "check", "bench"}
"""Targets that callers rely on."""


def test_the_readme_has_at_most_a_hundred_lines() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 100


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_make_target_that_a_page_names_exists(page) -> None:
    unknown = targets_named(page.read_text(encoding="utf-8")) - targets().keys()
    assert not unknown, f"{named(page)} names targets that the Makefile has not"


def test_the_makefile_has_the_promised_targets_and_the_readme_shows_them() -> None:
    assert targets().keys() >= PROMISED
    assert targets_named(README.read_text(encoding="utf-8")) >= PROMISED


def test_every_target_that_help_shows_is_explained_on_some_page() -> None:
    explained = set().union(*(targets_named(page.read_text(encoding="utf-8")) for page in PAGES))
    shown = {name for name, is_shown in targets().items() if is_shown} - {"help"}
    assert shown <= explained


def test_the_readme_explains_every_variable_that_the_package_reads() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PLUGINS.rglob("*.py"))
    read = set(re.findall(r"environ\.get\(\s*\"(AUTHENTICITY_\w+)\"", code))
    assert read, "the pattern finds nothing any more"
    assert read <= set(re.findall(r"AUTHENTICITY_\w+", README.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_variable_of_ours_that_a_page_names_is_known(page) -> None:
    sources = [*PLUGINS.rglob("*.py"), PROJECT / "docker-compose.yaml"]
    known = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    named_here = set(re.findall(r"\bAUTHENTICITY_\w+", page.read_text(encoding="utf-8")))
    assert {name for name in named_here if name not in known} == set()
