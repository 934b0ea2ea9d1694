"""The file of kinds is read strictly, and a kind goes by its code or its label."""

from __future__ import annotations

from pathlib import Path

import pytest

from authenticity.errors import ConfigurationError
from authenticity.sanctions import sanction_kinds


def test_the_kinds_of_the_rules_are_there_by_code_and_by_label() -> None:
    words = sanction_kinds.load()
    labels = ["告诫", "扣分", "扣罚", "降级", "解除合同", "其他"]
    assert [each.label for each in words.kinds] == labels
    assert [words.kind(each.code) for each in words.kinds] == list(words.kinds)
    assert [words.kind(label) for label in labels] == list(words.kinds)
    assert words.kind("警告") is None


def test_a_label_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sanctions.yaml"
    text = sanction_kinds.FILE.read_text(encoding="utf-8")
    path.write_text(text.replace("label: 扣罚", "label: 扣分"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"sanctions\.yaml has a kind or label twice"):
        sanction_kinds.load(path)
