"""A rehearsal whose flows are runs of Prefect: the same year, to the last hash."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Type

#: Half a minute or a minute on a quiet machine: a dozen processes start, and each imports Prefect.
pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]
_WORDS = ("rehearse", "--units", "D01,D02,T01", "--until", "2017-07-26", "--json", "--data")


def test_the_trail_is_the_same_and_the_runs_stay_in_the_folder(type_: Type, short_folder: Path):
    plain = type_(*_WORDS, short_folder / "plain")
    # A process of its own: Prefect reads its settings once.
    command = [sys.executable, "-m", "cli", *_WORDS, str(short_folder / "p"), "--prefect"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout

    assert json.loads(told)["trail_digest"] == plain.document["trail_digest"]
    with closing(sqlite3.connect(short_folder / "p" / "prefect" / "prefect.db")) as file:
        runs = "SELECT name, state_type FROM flow_run ORDER BY start_time"
        assert file.execute(runs).fetchall() == [
            ("fangshan-2017-preparation-20170725T010005", "COMPLETED"),
            ("fangshan-2017-indicator-setting-20170726T010005", "COMPLETED"),
        ]


def test_its_runs_are_kept_in_a_folder_that_is_kept(type_: Type):
    assert type_("rehearse", "--prefect").status == 1
