"""The curl tour of docs/tour.md runs, and answers what the page says."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from api.app import create_app
from services.house import House
from tests.conftest import PASSWORD
from tests.docs.blocks import blocks
from tests.served import served

LEFT_OUT = "…"
_END = "--- end of block ---"


def run(script: list[str], api: str, home: Path) -> list[str]:
    """Run bash blocks in one shell; what each printed."""
    whole = "set -euo pipefail\n" + "".join(f"{block}\necho '{_END}'\n" for block in script)
    env = {**os.environ, "API": api, "PASSWORD": PASSWORD, "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        ["bash", "-c", whole], cwd=home, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split(f"{_END}\n")[:-1]


def holds(shown: Any, told: Any) -> bool:
    """Whether an answer is what the page shows, but for what the page leaves out."""
    if shown == LEFT_OUT:
        return True
    if isinstance(shown, dict):
        named = {name: value for name, value in shown.items() if name != LEFT_OUT}
        exact = LEFT_OUT in shown or set(named) == set(told)
        return exact and all(name in told and holds(v, told[name]) for name, v in named.items())
    if isinstance(shown, list):
        return len(shown) == len(told) and all(map(holds, shown, told))
    return shown == told


def agrees(language: str, shown: str, printed: str) -> bool:
    """Whether what was printed is what the page shows."""
    lines = [line for line in printed.splitlines() if line.strip()]
    if language == "json":
        pairs = zip(shown.splitlines(), lines, strict=True)
        return all(holds(json.loads(one), json.loads(other)) for one, other in pairs)
    wanted = [line for line in shown.splitlines() if line != LEFT_OUT]
    return set(wanted) <= set(lines)


def test_the_tour_goes_from_draft_to_score(working_house: House, tmp_path: Path):
    page = blocks("tour.md")
    with served(create_app(working_house)) as address:
        printed = run(
            [block for language, block in page if language == "bash"], f"{address}/api/v1", tmp_path
        )

    ran = iter(printed)
    last = ""
    for language, block in page:
        if language == "bash":
            last = next(ran)
        else:
            assert agrees(language, block, last), f"{block}\nbut it said\n{last}"
    assert '"scored"' in "".join(printed)


def test_another_answer_than_the_page_shows_is_noticed():
    assert holds({"a": "1", LEFT_OUT: LEFT_OUT}, {"a": "1", "b": "2"})
    assert not holds({"a": "1"}, {"a": "1", "b": "2"})
    assert not holds({"a": "2", LEFT_OUT: LEFT_OUT}, {"a": "1"})
    assert not agrees("text", "4.50\n", "4.51\n")
