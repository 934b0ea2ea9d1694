import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticity.privacy.tokens import TOKEN_BYTES, person_values, tokenise

KEY = b"k" * 32


def series(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


@given(st.lists(st.one_of(st.none(), st.text()), max_size=30))
def test_values_are_equal_exactly_when_their_tokens_are(values: list[str | None]) -> None:
    tokens = tokenise(pd.Series(values, dtype="object"), "phone", KEY).to_pylist()
    for left, a in zip(values, tokens, strict=True):
        assert (a is None) == (left is None)
        for right, b in zip(values, tokens, strict=True):
            if left is not None and right is not None:
                assert (left == right) == (a == b)


def test_a_token_is_keyed_and_of_its_kind() -> None:
    plain = tokenise(series("+8613912345678"), "phone", KEY)
    assert len(plain[0].as_py()) == TOKEN_BYTES
    assert plain != tokenise(series("+8613912345678"), "phone", b"x" * 32)
    assert plain != tokenise(series("+8613912345678"), "account", KEY)


def test_an_unknown_kind_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="no token kind"):
        tokenise(series("a"), "colour", KEY)


def test_a_person_without_a_number_needs_a_name_and_birth_or_sex() -> None:
    born = np.array(["1990-01-02", "NaT", "NaT", "1990-01-02", "1990-01-02"], "datetime64[D]")
    names = series("张三", "张三", "张三", None, "张三")
    people = person_values(names, born, series("M", "M", None, "M", None))
    assert people.notna().tolist() == [True, True, False, False, True]
    assert people.nunique() == 3
