"""Files that mean harm: names that are paths or headers, packages that stay behind."""

from pathlib import Path

import pytest

from tests.api.client import Client
from tests.api.test_evidence import SHA, node_of, upload
from tests.api.test_hostile_addresses import INSIDE


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nX-Planted: yes\r\n\r\n<script>.pdf",
        'a"; filename="b.html',
        "..\\..\\evil.pdf",
        "../../../etc/cron.d/evil",
        "\u202efdp.lmth",
        "报告\u2028\u2029.pdf",
        "x" * 600 + ".pdf",
        "CON.pdf",
    ],
    ids=["lines", "quotes", "windows", "unix", "turned", "separators", "long", "device"],
)
def test_no_name_of_a_file_becomes_a_header_or_a_path(working: Client, name: str):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")

    assert upload(clerk, node, name=name).status_code == 201
    (told,) = clerk.get(f"nodes/{node}/evidence").json()["items"]
    fetched = clerk.get(f"nodes/{node}/evidence/{SHA}")

    disposition = fetched.headers["content-disposition"]
    assert disposition.startswith("attachment; filename")
    assert "x-planted" not in fetched.headers
    assert disposition.isascii()
    assert disposition.isprintable()
    assert disposition.count('"') in (0, 2)
    assert len(told["name"]) <= 120
    assert not set("/\\\r\n\u202e\u2028") & set(told["name"])
    assert fetched.headers["content-type"] == "application/pdf"  # what it is, not what it is called
    assert "sandbox" in fetched.headers["content-security-policy"]
    kept = [path.name for path in Path(working.house.folder.files).rglob("*") if path.is_file()]
    assert kept == [SHA]


@pytest.mark.parametrize(
    "range_", ["bytes=no", "bytes=99999999999-", "bytes=0-0,2-3,5-", "lines=1-2"]
)
def test_a_package_is_whole_and_leaves_nothing_on_the_disk(
    standing: Client, range_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    answer = standing.by("office-clerk").get(
        "goals/2017-G01/submission.zip?until=2017-06-30", headers={"Range": range_}
    )

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert answer.headers["content-disposition"].endswith('filename="2017-G01-2017-06-30.zip"')
    assert list(tmp_path.iterdir()) == []


def test_files_of_a_new_plan_are_named_after_nothing_but_its_parts(working: Client):
    director = working.by("office-director")
    files = dict.fromkeys(("../../evil.toml", "/etc/cron.d/x", "plan.toml", "a\\b.toml"), "x = 1")

    answer = director.post("years/2017/amend", {"files": files, "reason": "试"})

    assert answer.status_code == 422, answer.text
    assert not [word for word in INSIDE if word in answer.text]
    assert [path for path in working.house.folder.path.rglob("*") if "evil" in path.name] == []
