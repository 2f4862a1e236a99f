"""A data folder of its own, and a hand that types commands."""

import json
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from cli.main import app


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Type = Callable[..., Said]


@pytest.fixture(scope="session")
def type_() -> Type:
    """Type a command; its standard input may be given."""

    def run(*words: str | Path, given: str = "") -> Said:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the embedded server's wheel
            done = CliRunner().invoke(app, [str(word) for word in words], input=given)
        structlog.reset_defaults()  # the command wrote its log to a paper that is closed now
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="module")
def short_folder() -> Iterator[Path]:
    """A folder with a short path: the embedded server's socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="jx", ignore_cleanup_errors=True) as place:
        yield Path(place)


@pytest.fixture(scope="module")
def opened(type_: Type, short_folder: Path) -> Path:
    """A real data folder with the 2017 year open and the table imported."""
    data = short_folder / "d"
    table = "plans/fangshan-2017/indicator-table.xlsx"
    assert type_("year", "open", "--data", data).status == 0
    assert type_("import", table, "--data", data).status == 0
    return data
