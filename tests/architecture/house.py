"""What the guards look at: the rooms, their files, and the files that git keeps."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ROOMS: tuple[str, ...] = tuple(
    PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"],
)
#: Folders of Python at the root that are no rooms: nothing imports them.
BESIDE = frozenset({"tests", "docs", "bench"})
#: Alembic loads these by path, never as modules.
VERSIONS = "models/migrations/versions"


@cache
def sources() -> dict[str, ast.Module]:
    """Parse every module of every room, by its path."""
    return {
        name(path): ast.parse(path.read_text("utf-8"))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def name(path: Path) -> str:
    """Tell a path from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def kept_files() -> list[str]:
    """List the files that git keeps, and those it would keep next."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = listed.stdout.decode().split("\0")
    return [path for path in found if path and (ROOT / path).is_file()]


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string of a module but its docstrings; a hole of an f-string is `{}`."""
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if _documented(node)}
    pieces = {
        id(piece)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for piece in ast.walk(node)
        if piece is not node
    }
    for node in ast.walk(tree):
        if id(node) in docstrings or id(node) in pieces:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(map(_piece, node.values))


def _documented(node: ast.AST) -> bool:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return isinstance(node, holders) and ast.get_docstring(node, clean=False) is not None


def _piece(value: ast.expr) -> str:
    return str(value.value) if isinstance(value, ast.Constant) else "{}"


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call of a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def last_name(node: ast.expr) -> str:
    """Tell the last part of a dotted name; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def places(found: dict[str, list[int]]) -> list[str]:
    """Name places as an editor opens them: path and line."""
    return [f"{path}:{line}" for path, lines in found.items() for line in lines]
