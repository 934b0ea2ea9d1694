"""No file of the repository names a place that another machine has not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.sources import PROJECT, named, tracked

HOMES = re.compile(r"(?<![\w.])/(?:home|Users)/(?!airflow\b)[a-z]\w*/|(?<![\w.])/roo[t]/")
UPWARD = re.compile(r"(?<![\w/.])((?:\.\./)+[\w][\w./-]*)")
PACKAGE_HOST = re.compile(
    r"\b[\w.-]*(?:pypi|pythonhosted|npmjs|registry|artifactory|nexus|goproxy)[\w-]*"
    r"\.(?:org|com|io|net|dev|cn|internal|local)\b"
)
INDEX_OPTION = re.compile(r"--(?:extra-)?index-url[= ]\S|--trusted-host[= ]\S")


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue  # a picture
    return found


def test_no_file_names_a_folder_of_this_machine() -> None:
    around = PROJECT.parent
    here = re.compile(rf"(?<![\w./-]){re.escape(str(around))}/") if len(around.parts) > 1 else None
    guilty = [
        named(path)
        for path, text in texts()
        if HOMES.search(text) or (here is not None and here.search(text))
    ]
    assert not guilty


def test_no_file_points_to_a_folder_beside_the_repository() -> None:
    guilty = [
        f"{named(path)}: {target}"
        for path, text in texts()
        for target in UPWARD.findall(text)
        if not (path.parent / target).resolve().is_relative_to(PROJECT)
    ]
    assert not guilty


def test_no_file_names_the_host_of_a_package_registry() -> None:
    guilty = [
        named(path)
        for path, text in texts()
        if PACKAGE_HOST.search(text) or INDEX_OPTION.search(text)
    ]
    assert not guilty


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (HOMES, "see " + "/home" + "/ann/notes", "/opt/airflow/home/ann/"),
        (UPWARD, ".." + "/other/notes.md", "a/b.md"),
        (PACKAGE_HOST, "https://" + "registry.npmjs" + ".org/x", "the registry of agencies"),
        (INDEX_OPTION, "--index-url" + " https://x", "--no-emit-index-url"),
    ],
)
def test_the_patterns_tell_bad_from_good(pattern, bad, good) -> None:
    assert pattern.search(bad)
    assert not pattern.search(good)
