"""The tutorial of docs/tutorial.md runs."""

import pytest

from services.house import House
from tests.conftest import PASSWORD
from tests.docs.blocks import blocks, served


def test_the_tutorial_runs(working_house: House, monkeypatch: pytest.MonkeyPatch):
    code = "\n".join(block for language, block in blocks("tutorial.md") if language == "python")
    monkeypatch.setenv("PASSWORD", PASSWORD)
    known: dict[str, object] = {}

    with served(working_house) as api:
        monkeypatch.setenv("API", api)
        exec(compile(code, "docs/tutorial.md", "exec"), known)  # noqa: S102 - it is the house's own page
        for name in ("head", "office"):
            known[name].close()  # pyright: ignore[reportAttributeAccessIssue] - clients of the page

    assert known["overview"].status_code == 200  # pyright: ignore[reportAttributeAccessIssue] - as above
