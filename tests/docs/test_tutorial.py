"""The tutorial of docs/tutorial.md runs."""

import pytest

from api.app import create_app
from services.house import House
from tests.conftest import PASSWORD
from tests.docs.blocks import blocks
from tests.served import served


def test_the_tutorial_runs(working_house: House, monkeypatch: pytest.MonkeyPatch):
    code = "\n".join(block for language, block in blocks("tutorial.md") if language == "python")
    monkeypatch.setenv("PASSWORD", PASSWORD)
    known: dict[str, object] = {}

    with served(create_app(working_house)) as address:
        monkeypatch.setenv("API", f"{address}/api/v1")
        exec(compile(code, "docs/tutorial.md", "exec"), known)  # noqa: S102 - it is the house's own page
        for name in ("head", "office"):
            known[name].close()  # pyright: ignore[reportAttributeAccessIssue] - clients of the page

    assert known["overview"].status_code == 200  # pyright: ignore[reportAttributeAccessIssue] - as above
