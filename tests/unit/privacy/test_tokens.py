import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authenticity.privacy.tokens import BIRTH_BYTES, TOKEN_BYTES, person_tokens, tokenise

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


def person(name: str | None, born: str | None, sex: str | None, key: bytes = KEY) -> bytes | None:
    birth = np.array([born or "NaT"], "datetime64[D]")
    (token,) = person_tokens(series(name), birth, series(sex), key).to_pylist()
    assert token is None or (isinstance(token, bytes) and len(token) == TOKEN_BYTES)
    return token


def test_a_person_without_a_number_needs_a_name_and_birth_or_sex() -> None:
    born = np.array(["1990-01-02", "NaT", "NaT", "1990-01-02", "1990-01-02"], "datetime64[D]")
    names = series("张三", "张三", "张三", None, "张三")
    people = person_tokens(names, born, series("M", "M", None, "M", None), KEY).to_pylist()
    assert [token is not None for token in people] == [True, True, False, False, True]
    assert len({*people}) == 4


told = st.tuples(
    st.sampled_from(["张三", "李四", None]),
    st.sampled_from(["1990-01-02", "1990-01-03", None]),
    st.sampled_from(["M", "F", None]),
)


@given(told, told)
def test_whole_or_in_part_two_people_agree_as_their_tokens_do(
    one: tuple[str | None, str | None, str | None], other: tuple[str | None, str | None, str | None]
) -> None:
    left, right = person(*one), person(*other)
    if left is None or right is None:
        assert None in (one[0], other[0]) or (None, None) in (one[1:], other[1:])
        return
    halves = (slice(None, BIRTH_BYTES), slice(BIRTH_BYTES, None))
    for lost, half in zip((1, 2), halves, strict=True):
        assert (left[half] == bytes(len(left[half]))) == (one[lost] is None)
        is_equal = (one[lost], one[0] if one[lost] else "") == (
            other[lost],
            other[0] if other[lost] else "",
        )
        assert (left[half] == right[half]) == is_equal


def test_a_persons_token_is_keyed_and_its_halves_are_no_tokens_of_anything_else() -> None:
    whole = person("张三", "1990-01-02", "M")
    other = person("张三", "1990-01-02", "M", b"x" * 32)
    assert whole is not None
    assert other is not None
    assert whole[:BIRTH_BYTES] != other[:BIRTH_BYTES]
    assert whole[BIRTH_BYTES:] != other[BIRTH_BYTES:]
    (name,) = tokenise(series("张三|M"), "name", KEY).to_pylist()
    assert whole[BIRTH_BYTES:] not in name


def test_nobody_at_all_has_no_tokens() -> None:
    nobody = np.array([], "datetime64[D]")
    assert person_tokens(series(), nobody, series(), KEY).to_pylist() == []
