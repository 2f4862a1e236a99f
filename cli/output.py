"""What commands print: one JSON document on request, else lines; refusals as such."""

import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
import typer

from kit.errors import Refused

FOUND_PROBLEMS = 1
WRONG_USAGE = 2

_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS


def show(document: Mapping[str, Any], *, as_json: bool, lines: Callable[[], list[str]]) -> None:
    """Print a document as JSON, or as the lines that tell the same."""
    if as_json:
        sys.stdout.write(orjson.dumps(document, default=str, option=_OPTIONS).decode() + "\n")
    else:
        for line in lines():
            typer.echo(line)


def note(line: str) -> None:
    """Say something beside the document."""
    typer.echo(line, err=True)


@contextmanager
def refusals(*, as_json: bool) -> Generator[None]:
    """Turn a refusal into its message, its objections and remedies, and exit status 1."""
    try:
        yield
    except Refused as refusal:
        document = {"error": problem(refusal)}
        show(document, as_json=as_json, lines=list)
        _tell(refusal)
        raise typer.Exit(FOUND_PROBLEMS) from refusal


def problem(refusal: Refused) -> dict[str, Any]:
    """Shape of a refusal in JSON."""
    return {
        "code": refusal.code,
        "detail": refusal.message,
        "objections": [
            {"code": o.code, "message": o.message, "remedy": o.remedy} for o in refusal.objections
        ],
    }


def _tell(refusal: Refused) -> None:
    note(f"✗ {refusal.message}")
    for objection in refusal.objections:
        note(f"  · {objection.message} {objection.remedy}".rstrip())
