"""Ways of damaging the files of a lake, each with a name; what is damaged is a folder of a copy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

Damage = Callable[[Path, Path], None]
"""Damages a file, given its like of another day or home."""


def cut_to(part: float) -> Damage:
    def cut(path: Path, _other: Path) -> None:
        os.truncate(path, int(path.stat().st_size * part))

    return cut


def flip(place: float, bit: int = 0) -> Damage:
    """One bit, at a place from 0 (the first byte) to 1 (the last)."""

    def flipped(path: Path, _other: Path) -> None:
        content = bytearray(path.read_bytes())
        content[int((len(content) - 1) * place)] ^= 1 << bit
        path.write_bytes(content)

    return flipped


def flip_unseen(path: Path, other: Path) -> None:
    """A bit, with size and time of the content as before."""
    before = path.stat()
    flip(0.5)(path, other)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def lengthen(path: Path, _other: Path) -> None:
    with path.open("ab") as file:
        file.write(bytes(8))


def zero(path: Path, _other: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def take_of_another(path: Path, other: Path) -> None:
    shutil.copyfile(other, path)


def move_another_in(path: Path, other: Path) -> None:
    os.replace(shutil.copyfile(other, f"{path}.new"), path)


def delete(path: Path, _other: Path) -> None:
    path.unlink()


def folder_instead(path: Path, _other: Path) -> None:
    path.unlink()
    path.mkdir()


def dangling_link(path: Path, _other: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


WAYS: dict[str, Damage] = {
    "emptied": cut_to(0),
    "cut in half": cut_to(0.5),
    "cut at the end": cut_to(0.99),
    "a bit of the head": flip(0),
    "a bit of the body": flip(0.5, 3),
    "a bit of the foot": flip(1, 7),
    "a bit, and the time put back": flip_unseen,
    "longer": lengthen,
    "nothing but zeros": zero,
    "of another day": take_of_another,
    "moved in from another day": move_another_in,
    "deleted": delete,
    "a folder instead": folder_instead,
    "a link to nowhere": dangling_link,
}
