"""`year show`, `year amend`, `year adopt`: what a year is pinned to, told and changed."""

import shutil
from pathlib import Path

from plans.loading import folder
from tests.cli.conftest import Type


def test_an_operator_sees_the_pins_and_cannot_pass_the_gate(type_: Type, tmp_path: Path):
    data = tmp_path / "d"
    assert type_("year", "open", "--data", data, "--json").status == 0

    shown = type_("year", "show", "--data", data, "--json")
    told = type_("year", "show", "--data", data)
    assert shown.document["pinned"] == shown.document["current"]
    assert shown.document["differing"] == []
    assert "2017年度" in told.out
    assert "✓" in told.out

    new = tmp_path / "plan"
    shutil.copytree(folder("fangshan-2017"), new)
    text = (new / "plan.toml").read_text("utf-8")
    (new / "plan.toml").write_text(text.replace("lockout_minutes = 15", "lockout_minutes = 20"))
    amend = ("--reason", "各单位反映", "--by", "office-director", "--data", data, "--json")
    refused = type_("year", "amend", new, *amend)
    assert refused.status == 1
    assert refused.document["error"]["code"] == "not_permitted"
    adopted = type_("year", "adopt", "--reason", "核对", "--by", "nobody", "--data", data, "--json")
    assert adopted.document["error"]["code"] == "not_permitted"
