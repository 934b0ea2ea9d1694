"""Settings are read strictly: what is not exactly as expected is named on one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest

from authenticity import config
from authenticity.errors import ConfigurationError


@dataclass(frozen=True)
class Entry:
    code: str
    least: config.Count = 0


@dataclass(frozen=True)
class Shape:
    share: float
    words: Annotated[tuple[str, ...], config.AT_LEAST_ONE]
    level: Literal["E", "W"]
    entries: tuple[Entry, ...]
    by_name: Mapping[str, Entry]
    decided: config.Reasoned[bool]
    day: date | None = None

    def __post_init__(self) -> None:
        if self.share > 1:
            raise ValueError("has a share above one")


SOUND = """
share: 1
words: [a, b]
level: E
entries:
  - {code: first, least: 3}
  - {code: second}
by_name: {x: {code: third}}
decided: {value: true, reason: "because, of"}
day: 2027-02-08
"""

SHORT = "s" * 12 + "..." + "s" * 13


def read(folder: Path, text: str, name: str = "some.yaml") -> Shape:
    (folder / name).write_text(text, encoding="utf-8")
    return config.load(folder / name, Shape)


def test_a_sound_file_becomes_frozen_dataclasses(tmp_path: Path) -> None:
    assert read(tmp_path, SOUND) == Shape(
        share=1.0,
        words=("a", "b"),
        level="E",
        entries=(Entry("first", 3), Entry("second")),
        by_name={"x": Entry("third")},
        decided=config.Reasoned(True, "because, of"),
        day=date(2027, 2, 8),
    )


def test_what_has_a_default_may_be_absent(tmp_path: Path) -> None:
    assert read(tmp_path, SOUND.replace("day: 2027-02-08", "")).day is None


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("share: 1\n", "", "`share` is missing"),
        ("share: 1\n", "shares: 1\n", "`shares` is unknown"),
        ("share: 1\n", "share: true\n", "`share` should be a valid number, found True"),
        ("share: 1\n", "share: 2\n", "the whole has a share above one"),
        ("[a, b]", "a", "`words` should be a valid array, found 'a'"),
        ("[a, b]", "[a, 2]", "`words[2]` should be a valid string, found 2"),
        ("[a, b]", "[]", "`words` should have at least 1 item after validation, not 0, found list"),
        ("level: E", "level: F", "`level` should be 'E' or 'W', found 'F'"),
        ("least: 3", "least: '3'", "`entries[first].least` should be a valid integer, found '3'"),
        ("least: 3", "least: 3.0", "`entries[first].least` should be a valid integer, found 3.0"),
        ("least: 3", "least: true", "`entries[first].least` should be a valid integer, found True"),
        (
            "least: 3",
            "least: -1",
            "`entries[first].least` should be greater than or equal to 0, found -1",
        ),
        ("least: 3", "most: 3", "`entries[first].most` is unknown"),
        ("{code: second}", "{}", "`entries[2].code` is missing"),
        ("{code: second}", f"'{'s' * 50}'", f"`entries[2]` should be an object, found {SHORT!r}"),
        ("{code: second}", '{code: "a\\nb", more: 1}', "`entries[2].more` is unknown"),
        ("{code: second}", f"{{code: {'s' * 50}, more: 1}}", "`entries[2].more` is unknown"),
        ("{code: third}", "", "`by_name.x` should be an object, found None"),
        ("{code: third}", "{cod: third}", "`by_name.x.cod` is unknown"),
        ('"because, of"', "because, of", "`decided.of` is unknown"),
        ('"because, of"', "' '", "`decided.reason` should be one line of text"),
        ("value: true", "word: [1]", "`decided.word` should be a valid boolean, found list"),
        (
            "2027-02-08",
            "2027-02-08 10:00:00",
            "`day` should be a valid date in the format YYYY-MM-DD, unexpected extra characters"
            " at the end of the input, found '2027-02-08T10:00:00'",
        ),
        (SOUND, "", "the whole should be an object, found None"),
        (SOUND, "- 1", "the whole should be an object, found list"),
    ],
)
def test_what_is_not_as_expected_is_named_with_what_was_found(
    tmp_path: Path, good: str, bad: str, message: str
) -> None:
    assert good in SOUND
    with pytest.raises(ConfigurationError) as refusal:
        read(tmp_path, SOUND.replace(good, bad))
    assert str(refusal.value) == f"some.yaml: {message}; mend the file"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("some.yaml", "a: 1\nb: [", r"line \d"),
        ("some.yaml", "day: 2027-13-01", "ValueError"),
        ("some.json", '{"a": 1,\n b}', "line 2"),
    ],
)
def test_a_file_that_cannot_be_parsed_is_named_with_the_place(
    tmp_path: Path, name: str, text: str, place: str
) -> None:
    message = rf"\A{name} cannot be read \({place}\); mend the file\Z"
    with pytest.raises(ConfigurationError, match=message):
        read(tmp_path, text, name)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_bytes("level: 错误".encode("gb18030"))
    with pytest.raises(ConfigurationError, match=r"some\.yaml cannot be read \(ReaderError\)"):
        config.load(tmp_path / "some.yaml", Shape)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"some\.yaml cannot be read \(No such file"):
        config.load(tmp_path / "some.yaml", Shape)


def test_json_is_read_as_strictly(tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    path.write_text('{"code": "x"}')
    assert config.load(path, Entry) == Entry("x")
    path.write_text('{"cod": "x"}')
    with pytest.raises(ConfigurationError, match=r"some\.json: `cod` is unknown"):
        config.load(path, Entry)
