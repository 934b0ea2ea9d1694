"""What the documentation tests read: pages, the Makefile, and every file of the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PLUGINS = PROJECT / "plugins"
README = PROJECT / "README.md"
HAN = re.compile("[\u4e00-\u9fff]")
SHORTEST_REASON = 4
PAGES = [README, PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def tracked() -> list[Path]:
    """Files that are committed, or would be by `git add`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, text=True)
    paths = (PROJECT / name for name in listed.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def code_lines(text: str) -> Iterator[str]:
    """Lines inside code fences, and code spans of the other lines."""
    is_fenced = False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            is_fenced = not is_fenced
        elif is_fenced:
            yield line.strip()
        else:
            yield from re.findall(r"`([^`]+)`", line)


def targets_named(text: str) -> set[str]:
    """Make targets that a page tells people to type."""
    return {found[1] for line in code_lines(text) if (found := re.match(r"make ([a-z-]+)\b", line))}


def targets() -> dict[str, bool]:
    """Targets of the Makefile, and whether `make help` shows them."""
    lines = (PROJECT / "Makefile").read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([a-z-]+):(?!=)(.*)", line) for line in lines)
    return {match[1]: "##" in match[2] for match in found if match}


def anchors(page: Path) -> set[str]:
    """Fragments by which headings of a page can be linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def messages() -> Iterator[tuple[str, str]]:
    """Place and longest fixed part of each message that an error of ours is raised with."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PLUGINS.rglob("*.py")}
    raising = _family(trees.values()) | {"explained"}  # see lake.engine_errors
    for path, tree in sorted(trees.items()):
        for node in ast.walk(tree):
            is_ours = isinstance(node, ast.Call) and getattr(node.func, "id", "") in raising
            if is_ours and isinstance(node, ast.Call) and node.args:
                yield f"{named(path)}:{node.lineno}", _longest_fixed_part(node.args[0])


def reasons(module: Path) -> Iterator[str]:
    """What a module says in Chinese: of each text the first part that is long enough to know."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    said_of_code = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in said_of_code and not re.search(r"\\|\(\?", node.value):
            parts = re.split(r"[，；：{}]", node.value)
            telling = (part.strip() for part in parts if len(HAN.findall(part)) >= SHORTEST_REASON)
            yield from list(telling)[:1]


def _family(trees: Iterator[ast.Module]) -> set[str]:
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    family = {"AuthenticityError"}
    while True:
        heirs = {c.name for c in classes if any(getattr(b, "id", "") in family for b in c.bases)}
        if heirs <= family:
            return family
        family |= heirs


def _longest_fixed_part(message: ast.expr) -> str:
    parts = message.values if isinstance(message, ast.JoinedStr) else [message]
    texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    return max(texts, key=len, default="").strip()
