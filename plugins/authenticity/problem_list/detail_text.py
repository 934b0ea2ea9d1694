"""What was found, in a clerk's words: the masked detail of a finding as one readable text."""

from __future__ import annotations

from collections.abc import Mapping

from authenticity.problem_list.form import Form

_EMPTY = "（空）"


def describe(detail: Mapping[str, object], form: Form) -> str:
    """`detail` as `label: value` parts; unknown keys keep their name, so nothing is left out.

    The field at fault and its value come first, as one part; what is simply true is its label.
    """
    rest = dict(detail)
    if "field" in rest and "value" in rest:
        rest = {str(rest.pop("field")): rest.pop("value"), **rest}
    return "；".join(_part(key, value, form) for key, value in rest.items())


def _part(key: str, value: object, form: Form) -> str:
    label = form.details.get(key, key)
    return label if value is True else f"{label}：{shown(value, form)}"


def shown(value: object, form: Form) -> str:
    """A value in words: a code by its name, a list joined, nothing as such."""
    if value is None or value == "":
        return _EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return f"（{describe(value, form)}）"
    if isinstance(value, list):
        return "、".join(shown(item, form) for item in value)
    # A value may itself be a code with a name of its own: a field, the outcome of a callback.
    text = str(value)
    return form.values.get(text) or form.details.get(text, text)
