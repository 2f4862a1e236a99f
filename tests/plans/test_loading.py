"""Wrong plan files are refused with file, place, reason and remedy."""

from pathlib import Path

import pytest

from kit.errors import BadInput, NotFound
from plans.loading import PlanProblem, load
from tests.plans.folders import FILES, SHIPPED, copy_of_the_plan

DAMAGE = [
    # file, old text, new text, place, what is wrong, remedy
    (
        "plan.toml",
        "daily_share = 80",
        'daily_share = "80"',
        "composition.daily_share",
        "数字",
        "引号",
    ),
    (
        "plan.toml",
        "daily_share = 80",
        "daily_share = true",
        "composition.daily_share",
        "数字",
        "引号",
    ),
    (
        "plan.toml",
        "daily_share = 80",
        "daily_share = nan",
        "composition.daily_share",
        "有限",
        "数字",
    ),
    (
        "plan.toml",
        "daily_share = 80",
        "daily_share = 180",
        "composition.daily_share",
        "100",
        "改小",
    ),
    ("plan.toml", "daily_share = 80\n", "", "composition.daily_share", "缺少", "补上"),
    ("plan.toml", "places = 2", "plases = 2", "composition.plases", "没有这样的项", "拼写"),
    ("plan.toml", "places = 2", "places = 2.5", "composition.places", "整数", "整数"),
    (
        "plan.toml",
        '"inside_daily"',
        '"outside"',
        "composition.adjustment_placement",
        "可选",
        "after_",
    ),
    ("plan.toml", "trimming = false", "trimming = 0", "judges.trimming", "true", "false"),
    (
        "plan.toml",
        "closes = 2017-07-25",
        'closes = "2017-07-25"',
        "phases[1].closes",
        "日期",
        "引号",
    ),
    ("plan.toml", 'at = "-5wd"', 'at = "5 days"', "rungs[1].at", "有效", "-5wd"),
    ("plan.toml", '["unit_clerk", ', '["head_clerk", ', "remind[1]", "可选", "unit_clerk"),
    ("plan.toml", "{number}号", "号", "numbering.templates.bulletin", "文号", "{number}"),
    ("plan.toml", "{number}号", "{no}号", "numbering.templates.bulletin", "文号", "{year}"),
    ("plan.toml", '"Asia/Shanghai"', '"Asia/Fangshan"', "timezone", "时区", "Asia/Shanghai"),
    ("plan.toml", 'key = "preparation"', 'key = "warm_up"', "phases[1].key", "可选", "preparation"),
    ("plan.toml", "[gates.plan_amended]", '[gates."方案修改"]', "gates.方案修改", "小写", "改名"),
    ("plan.toml", "weights = { key = 75,", "weights = { keys = 75,", "weights.keys", "可选", "key"),
    ("plan.toml", "[conference]", "conference = 9\n[meeting]", "conference", "应为表", "{"),
    ("plan.toml", 'names = ["依法行政", "会风会纪"]', "names = 2", "common.names", "列表", "["),
    ("plan.toml", "subkinds = { direct = 48, dual = 11 }", "subkinds = 59", "subkinds", "表", "{"),
    ("plan.toml", 'basis = "方案 四（一）三是"\n', "", "categories.common.basis", "缺少", "补上"),
    ("plan.toml", 'basis = "方案 四（一）三是"', 'basis = " "', "common.basis", "不能为空", "填写"),
    # names that lead nowhere
    (
        "plan.toml",
        'gate = "results_confirmed"',
        'gate = "resluts"',
        "phases[5].gate",
        "关口",
        "gates",
    ),
    (
        "plan.toml",
        'deadline = "gate_decision"',
        'deadline = "soon"',
        "deadline",
        "期限",
        "deadlines",
    ),
    (
        "plan.toml",
        'unit = "D29"',
        'unit = "D92"',
        "conference.members[7].unit",
        "D92",
        "units.toml",
    ),
    ("plan.toml", "[deadlines.measure]", "[deadlines.deed]", "deadlines", "measure", "补上"),
    (
        "plan.toml",
        "[gates.results_confirmed]",
        "[gates.rest]",
        "gates",
        "results_confirmed",
        "补上",
    ),
    ("plan.toml", 'case = "standard"', 'case = "without_key"', "department.splits", "一般", "补上"),
    ("plan.toml", 'key = "good"', 'key = "excellent"', "grades.grades", "两次", "改名"),
    ("goals.toml", 'lead = "D08"', 'lead = "X08"', "goals[1].lead", "X08", "units.toml"),
    ("goals.toml", 'id = "G02"', 'id = "G01"', "goals", "两次", "改名"),
    ("goals.toml", "by = 2017-12-31", 'by = "年底"', "goals[1].by", "日期", "2017-07-25"),
    ("units.toml", 'id = "D02"', 'id = "D01"', "units", "D01", "一个单位"),
    ("units.toml", '"区教委"', '"区科委"', "units", "区科委", "一个单位"),
    ("units.toml", 'kind = "office"', 'kind = "township"', "units", "考评机构有0个", "office"),
    ("units.toml", 'subkind = "direct"', 'subkind = "half"', "units[1].subkind", "可选", "dual"),
    ("calendar.toml", "date = 2017-01-01", "date = 2016-01-01", "days", "2016-01-01", "年份"),
    ("calendar.toml", 'kind = "rest"', 'kind = "nap"', "days[1].kind", "可选", "rest"),
    ("calendar.toml", "years = [2017,", 'years = ["2017",', "years[1]", "整数", "引号"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "said", "remedy"),
    DAMAGE,
    ids=[f"{d[3]}-{d[2]}" for d in DAMAGE],
)
def test_damage_is_told_with_file_place_and_remedy(
    tmp_path: Path, file: str, old: str, new: str, *, place: str, said: str, remedy: str
):
    home = copy_of_the_plan(tmp_path, file, (old, new))

    with pytest.raises(PlanProblem) as refused:
        load(home)

    told = [o for o in refused.value.objections if place in o.message]
    assert told, refused.value.objections
    assert told[0].message.startswith(f"{file} 的 ")
    assert said in told[0].message + told[0].remedy
    assert remedy in told[0].remedy
    assert isinstance(refused.value, BadInput)
    assert file in refused.value.message


def test_everything_wrong_is_told_at_once(tmp_path: Path):
    changes = (("daily_share = 80", 'daily_share = "80"'), ("places = 2", 'places = "2"'))
    home = copy_of_the_plan(tmp_path, "plan.toml", *changes)

    with pytest.raises(PlanProblem, match="共2处") as refused:
        load(home)

    assert len(refused.value.objections) == 2


@pytest.mark.parametrize("file", FILES)
def test_broken_syntax_names_file_and_line(tmp_path: Path, file: str):
    home = copy_of_the_plan(tmp_path, file)
    (home / file).write_text("basis = \n", "utf-8")

    with pytest.raises(PlanProblem, match=rf"{file}：不符合TOML语法.*line 1"):
        load(home)


@pytest.mark.parametrize("file", FILES)
def test_another_encoding_is_told(tmp_path: Path, file: str):
    home = copy_of_the_plan(tmp_path, file)
    (home / file).write_bytes('basis = "方案"'.encode("gb18030"))

    with pytest.raises(PlanProblem, match=rf"{file} 的 第10字节：不是UTF-8编码。.*另存"):
        load(home)


@pytest.mark.parametrize("file", FILES[1:4])
def test_a_missing_file_is_told(tmp_path: Path, file: str):
    home = copy_of_the_plan(tmp_path)
    (home / file).unlink()

    with pytest.raises(PlanProblem, match=rf"{file}：文件不存在。.*放入 {file}"):
        load(home)


def test_units_inside_the_plan_file_are_sent_to_their_own_file(tmp_path: Path):
    home = copy_of_the_plan(tmp_path, "plan.toml", ("year = 2017", "year = 2017\nroll = 1"))

    with pytest.raises(PlanProblem, match=r"plan.toml 的 roll：.*units\.toml"):
        load(home)


def test_an_unknown_plan_is_answered_with_the_known_ones(tmp_path: Path):
    with pytest.raises(PlanProblem, match="fangshan-2017"):
        load(tmp_path / "atlantis-2017")


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path):
    home = copy_of_the_plan(tmp_path)
    text = (home / "plan.toml").read_text("utf-8")
    (home / "plan.toml").write_text(text, "utf-8-sig")

    assert load(home).digest == load("fangshan-2017").digest


def test_a_plan_is_found_by_name_folder_or_file():
    digests = {load(where).digest for where in ("fangshan-2017", SHIPPED, SHIPPED / "plan.toml")}

    assert len(digests) == 1


def test_a_stranger_is_not_on_the_roll():
    with pytest.raises(NotFound, match="亚特兰蒂斯"):
        load("fangshan-2017").unit("亚特兰蒂斯")
