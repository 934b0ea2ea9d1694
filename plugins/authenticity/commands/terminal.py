"""The terminal that commands print tables and lines to."""

from __future__ import annotations

from rich import console

from authenticity.problem_list.cell_text import safe


class Terminal(console.Console):
    """Rich's console, which would end the process by itself where nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Leave it to the frame of the command (`frame.guarded`)."""
        raise BrokenPipeError


def terminal() -> Terminal:
    """Texts are shown as they are: numbers and names are not coloured."""
    return Terminal(highlight=False)


def printable(line: str) -> str:
    """One line that stays one: no control character, no break that a clerk once keyed in."""
    return safe(line).replace("\n", " ")
