"""`calendar` and `explain deadline`: a notice typed in by one, put in force by another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.settings import settings
from services.house import House
from tests.cli.conftest import Type

NODE = "2017-D01-001-3"
NOTICE = """
version = "2017-9"
document = "国办发明电9号"
basis = "关于调整2017年国庆节假期安排的通知"
years = [2017]
days = [
    { date = 2017-01-02, kind = "rest", name = "元旦" },
    { date = 2017-10-02, kind = "rest", name = "国庆节" },
]
"""


@pytest.fixture
def data(working_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose database is that of a year at work."""
    monkeypatch.setenv("JIXIAO_DATABASE_URL", working_house.database.address)
    settings.cache_clear()
    yield tmp_path / "d"
    settings.cache_clear()


def test_a_notice_is_looked_over_loaded_put_in_force_and_explained(  # noqa: PLR0915 - one life
    type_: Type, data: Path, tmp_path: Path
):
    file = tmp_path / "notice.toml"
    file.write_text(NOTICE, "utf-8")

    looked = type_("calendar", "lint", file, "--data", data, "--json")
    assert looked.status == 0, looked.out
    assert (looked.status, [f["code"] for f in looked.document["findings"]]) == (
        (0, ["calendar.few_days"])
    )
    assert {"date": "2017-09-30", "was": "调休上班", "now": "星期六"} in looked.document["changed"]
    loaded = type_("calendar", "load", file, "--by", "admin", "--data", data, "--json")
    assert (loaded.status, loaded.document["version"]) == (0, "2017-9")
    why = ("--reason", "国办通知", "--data", data, "--json")
    own = type_("calendar", "recompute", "2017-9", "--by", "admin", *why)
    assert own.document["error"]["objections"][0]["code"] == "four_eyes"
    put = type_("calendar", "recompute", "2017-9", "--by", "office-director", *why)
    assert put.status == 0
    assert put.document["moved"] > 1000
    assert [v["in_force"] for v in type_("calendar", "show", "--data", data, "--json").document[
        "items"]] == [[], [2017]]  # fmt: skip
    assert "2017-10-02　放假　国庆节" in type_("calendar", "show", "2017-9", "--data", data).out

    told = type_("explain", "deadline", "node", NODE, "--data", data)
    assert told.out.startswith(f"节点{NODE} 期限说明\n\n【节点填报】依据：设置：")
    assert "第2版（现行）" in told.out
    # 30 September is an ordinary Saturday now, and 2 October the only holiday.
    assert "9月30日系星期六，顺延至10月3日（星期二）" in told.out
    english = type_("explain", "deadline", "node", NODE, "--lang", "en", "--data", data)
    assert (
        "30 September is a Saturday, so the end moves on to 3 October (a Tuesday)." in english.out
    )
    written = type_("explain", "deadline", "node", NODE, "--data", data, "--json").document
    assert [clock["due_on"] for clock in written["items"]] == ["2017-09-30", "2017-10-03"]
    nobody = type_("explain", "deadline", "node", "2017-D01-999-1", "--data", data)
    assert (nobody.status, "没有期限" in nobody.err) == (1, True)
    assert type_("explain", "deadline", "node", NODE, "--lang", "fr").status == 2


def test_a_notice_in_csv_and_what_is_wrong_with_it(type_: Type, tmp_path: Path):
    file = tmp_path / "notice.csv"
    file.write_text("日期,类别,名称\n2018-10-01,放假,国庆节\n2018-09-29,调休上班,国庆节\n", "utf-8")
    said = ("--version", "2018-9", "--document", "1号", "--basis", "通知")

    fine = type_("calendar", "lint", file, *said, "--json")
    assert (fine.status, fine.document["version"]) == (0, "2018-9")
    bare = type_("calendar", "lint", file)
    assert (bare.status, "缺少version" in bare.err) == (1, True)
    file.write_text("日期,类别,名称\n2018-10-08,调休上班,国庆节\n昨天,放假,\n", "utf-8")
    wrong = type_("calendar", "lint", file, *said, "--json")
    codes = [o["code"] for o in wrong.document["error"]["objections"]]
    assert (wrong.status, codes) == (1, ["calendar.work_on_weekday", "calendar.unreadable"])
