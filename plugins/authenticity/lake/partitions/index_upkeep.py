"""A damaged index is left alone by whoever screens, and made anew from the stock's own files."""

from __future__ import annotations

import shutil
from pathlib import Path

from authenticity.errors import LakeError
from authenticity.lake.index import building, table_index
from authenticity.lake.partitions import file_sums, manifests, table_files
from authenticity.privacy.keyring import Keyring

SAID = (
    "the index is damaged: %s (%d files); the stock itself is read, which takes longer and finds "
    "the same; make a new index with: make compact DATE=…"
)


def make_anew(folder: Path, keyring: Keyring) -> None:
    """Replace a stock's index. Raises `LakeError` when the tables it is made of are damaged.

    Killed in between, it leaves an index that the manifest does not name, and is made once more.
    """
    content = manifests.read(folder)
    if content is None:
        raise LakeError(f"no partition {folder.name} in {folder.parent}; run the pull first")
    for table in table_index.INDEXED:
        table_files.of(folder, table)
    index = folder / table_index.FOLDER
    if index.is_dir() and not index.is_symlink():
        shutil.rmtree(index)
    else:
        index.unlink(missing_ok=True)
    building.build(folder)
    content[manifests.FILES] = file_sums.of_files(folder)
    manifests.write(folder, content, keyring)
