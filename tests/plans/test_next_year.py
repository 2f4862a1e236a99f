"""A year's plan moved on by a year: what is known is filled in, what is open is told."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.carried import CARRIED, Carried, Item
from plans.lint import lint
from plans.loading import load, parse, texts
from plans.moving import shift_dates, shifted
from plans.next_year import next_files
from plans.schema import Plan
from plans.settings_memory import Actual, Rectified, UnitResult
from tests.plans.folders import coded

FILES = texts("fangshan-2017")
PLAN = load("fangshan-2017")
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def drafted(carried: Carried | None = None) -> Plan:
    return parse(next_files(FILES, carried or Carried(year=2017)))


@given(DAYS)
def test_a_day_moves_by_a_year_and_a_months_end_stays_its_end(day: date):
    moved = shifted(day)

    assert (moved.year, moved.month) == (day.year + 1, day.month)
    was_last = day.day == monthrange(day.year, day.month)[1]
    is_last = moved.day == monthrange(moved.year, moved.month)[1]
    assert moved.day == day.day or (is_last and day.month == 2)
    assert is_last or not was_last


@given(DAYS, DAYS)
def test_days_keep_their_order(one: date, other: date):
    assert (shifted(one) <= shifted(other)) or one > other


@pytest.mark.parametrize(
    ("day", "moved"),
    [("2016-02-29", "2017-02-28"), ("2019-02-28", "2020-02-29"), ("2020-02-28", "2021-02-28")],
)
def test_the_last_of_february_stays_the_last(day: str, moved: str):
    assert shifted(date.fromisoformat(day)) == date.fromisoformat(moved)


@given(st.lists(DAYS, max_size=5), st.text(st.characters(codec="utf-8"), max_size=20))
def test_only_dates_outside_of_texts_move(days: list[date], said: str):
    text = '"' + said.replace("\\", "").replace('"', "").replace("\n", "") + ' 2017-07-25"'
    lines = [f"d{n} = {day.isoformat()} # 2017-01-01" for n, day in enumerate(days)]
    moved = shift_dates("\n".join([f"basis = {text}", *lines]))

    assert moved.splitlines()[0].startswith("basis = ")
    assert text in moved
    assert re.findall(r"= (\S+) # 2017-01-01", moved) == [shifted(d).isoformat() for d in days]


def test_what_is_known_is_filled_in():
    plan = drafted()

    assert (plan.year, plan.document_number) == (2018, "")
    assert plan.title == "房山区政府2018年度绩效管理工作实施方案"
    windows = [(phase.opens, phase.closes) for phase in plan.phases]
    assert windows == [(shifted(p.opens), shifted(p.closes)) for p in PLAN.phases]
    assert plan.nodes.published_on == date(2018, 9, 1)
    assert plan.units == PLAN.units
    assert set(plan.days.years) == {2018, 2019}
    assert {day.date.year for day in plan.days.days} == {2018, 2019}
    assert plan.days.version != PLAN.days.version


def test_everything_else_is_as_it_was():
    def bare(plan: Plan) -> str:
        text = plan.model_dump_json(exclude={"roll", "goal_set", "days", "baselines", "title"})
        return re.sub(r"\d{4}-\d{2}-\d{2}|；" + CARRIED, "", text)

    mine, its = bare(PLAN), bare(drafted())
    assert its == mine.replace('"year":2017', '"year":2018').replace(
        f'"document_number":"{PLAN.document_number}"', '"document_number":""'
    )


def test_lint_tells_exactly_what_is_left_to_decide():
    found = lint(drafted())

    red = {finding.code for finding in found if finding.severity == "red"}
    assert red <= {"plan.no_document_number", "goal.candidate"}
    assert len(coded(found, "goal.candidate")) == len(PLAN.goals)
    marked = {finding.where for finding in coded(found, "setting.carried")}
    assert marked >= {"composition", "grades", "deadlines.node_report", "adjustments.items[1]"}
    assert "conference" not in marked


def test_a_year_without_a_calendar_is_told_and_never_guessed():
    late = {
        name: text.replace("years = [2017, 2018, 2019]", "years = []")
        if name == "calendar.toml"
        else re.sub(r"\b2017\b", "2027", text)
        for name, text in FILES.items()
    }
    late["calendar.toml"] = 'version = "x"\nbasis = "设置：空"\nyears = []\ndays = []\n'
    plan = parse(next_files(late, Carried(year=2027)))

    assert plan.days.years == ()
    missing = coded(lint(plan), "calendar.missing")
    assert [finding.severity for finding in missing] == ["red", "red"]


def test_names_in_force_results_and_open_items_are_handed_on():
    units = [Item.of(unit) for unit in PLAN.units if unit.id != "D45"]
    renamed = [
        Item(u.id, "区生态环境局", "区生态环境局", u.kind, u.subkind, u.ranking_group)
        if u.id == "D10"
        else u
        for u in units
    ]
    carried = Carried(
        year=2017,
        units=tuple(renamed),
        results={"D01": UnitResult(total=Decimal("91.25"), grade="优秀", rank=4)},
        actuals=(Actual(unit="T01", level3="造林", value=Decimal("800.5"), points=4, weight=5),),
        rectifications=(
            Rectified(
                id="2017-T01-R-1",
                unit="T01",
                finding="“造林”未达标。",
                measure="补植",
                done=False,
            ),
        ),
    )
    plan = drafted(carried)

    assert plan.unit("区环境保护局").name == "区生态环境局"
    assert [unit.id for unit in plan.units] == [item.id for item in units]
    assert plan.baselines is not None
    assert plan.baselines.results["D01"].rank == 4
    assert plan.last_year("T01", "造 林") == Decimal("800.5")
    again = [goal for goal in plan.goals if goal.id.startswith("Z")]
    assert [(goal.lead, goal.candidate) for goal in again] == [("T01", True)]
    assert "造林" in again[0].title
    assert coded(lint(plan), "units.count")


def test_a_draft_of_a_draft_marks_nothing_twice():
    first = next_files(FILES, Carried(year=2017))
    second = next_files(first, Carried(year=2018))

    assert second["plan.toml"].count("年度方案草稿") == 1
    assert f"{CARRIED}；{CARRIED}" not in second["plan.toml"]
    assert parse(second).year == 2019


def test_baselines_of_another_year_are_refused():
    files = {
        **FILES,
        "baselines.toml": FILES["baselines.toml"].replace("year = 2016", "year = 2015"),
    }

    assert [f.severity for f in coded(lint(parse(files)), "baselines.wrong_year")] == ["red"]
    without = {name: text for name, text in FILES.items() if name != "baselines.toml"}
    assert [f.severity for f in coded(lint(parse(without)), "baselines.missing")] == ["yellow"]
    assert parse(without).digest != PLAN.digest
