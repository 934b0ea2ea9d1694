"""Subject and body of a message, from a template of `include/messages/`.

Counts and due times only: nobody encrypts a mail's text, so no personal value comes near it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from authenticity.errors import ConfigurationError
from authenticity.settings import INCLUDE

_FOLDER = INCLUDE / "messages"


@dataclass(frozen=True)
class MessageText:
    """What a message says. The subject is one line."""

    subject: str
    body: str


def write(template: str, values: Mapping[str, object]) -> MessageText:
    """The text of a template, whose first line is the subject.

    Raises `ConfigurationError` when the template asks for a value that nobody gives.
    """
    file = f"{template}.txt.j2"
    try:
        text = _environment().get_template(file).render(_on_one_line(values))
    except TemplateError as error:
        why = str(error.message or type(error).__name__).splitlines()[0]
        raise ConfigurationError(
            f"messages/{file} cannot be filled in ({why}); mend the template"
        ) from None
    subject, _, body = text.strip().partition("\n")
    return MessageText(subject.strip(), body.strip() + "\n")


def _on_one_line(values: Mapping[str, object]) -> dict[str, object]:
    """Text without line ends and control characters: a name may hold whatever was keyed in."""
    return {
        name: _printable(value) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _printable(text: str) -> str:
    shown = (" " if unicodedata.category(letter)[0] == "C" else letter for letter in text)
    return " ".join("".join(shown).split())


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 - plain text, which nothing interprets
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
