"""Self-evaluations and duty reports: laid out for all, filled in, handed in, returned, compared."""

from decimal import Decimal

import pytest

from kit.errors import BadInput, NotFound, NotNow, NotPermitted, Objected
from services import browse, duty_reports, people, self_evaluations, sweep
from services.house import House
from tests.builders import DISTRICT, desk, done, noon
from tests.services.finishing import score_all
from tests.services.hands import at, do, row, rows, value, verdict, why

UNIT = "D30"
EVALUATION, REPORT = f"2017-{UNIT}-E", f"2017-{UNIT}-D"


@pytest.fixture(scope="module")
def january(shared_working: House) -> House:
    """The middle of January: everything is laid out."""
    shared_working.clock.move_to(noon(2018, 1, 15))
    done(at(shared_working, "system:flow", self_evaluations.lay_out))
    done(at(shared_working, "office-clerk", duty_reports.lay_out))
    return shared_working


def own_points(house: House, unit: str) -> dict[str, Decimal]:
    mine = rows(
        house,
        "SELECT id, weight FROM indicator WHERE unit_id = :unit AND state <> 'cancelled'",
        unit=unit,
    )
    return {one["id"]: one["weight"] - Decimal("0.5") for one in mine}


def hand_in(house: House, unit: str) -> None:
    body = {"text": "自评报告", "points": own_points(house, unit)}
    do(house, f"{unit.lower()}-clerk", self_evaluations.revise, f"2017-{unit}-E", **body)
    do(house, f"{unit.lower()}-head", self_evaluations.submit, f"2017-{unit}-E")


def test_every_unit_gets_its_own_with_the_plans_day_and_mode(january: House):
    assert value(january, "SELECT count(*) FROM self_evaluation") == 82
    modes = rows(january, "SELECT unit_id, mode, due_on::text AS due_on FROM duty_report")
    assert {(m["unit_id"][0], m["mode"]) for m in modes} == {
        ("D", "on_site"), ("T", "in_writing"),
    }  # fmt: skip
    assert {m["due_on"] for m in modes} == {"2018-02-02"}
    assert at(january, "system:flow", self_evaluations.lay_out) == []
    assert at(january, "system:flow", duty_reports.lay_out) == []


def test_a_self_evaluation_tells_of_every_own_indicator(january: House):
    with pytest.raises(Objected) as bare:
        do(january, "d30-head", self_evaluations.submit, EVALUATION)
    assert why(bare.value) >= {"self_evaluation.no_report", "self_evaluation.no_points"}
    points = own_points(january, UNIT)
    first = next(iter(points))
    do(january, "d30-clerk", self_evaluations.revise, EVALUATION, points={**points, first: -1})
    with pytest.raises(Objected) as low:
        do(january, "d30-head", self_evaluations.submit, EVALUATION)
    assert why(low.value) >= {"self_evaluation.out_of_range"}
    with pytest.raises(BadInput, match="不是本单位"):
        do(january, "d30-clerk", self_evaluations.revise, EVALUATION, points={"2017-D01-001": 1})
    with pytest.raises(BadInput, match="附件"):
        do(january, "d30-clerk", self_evaluations.revise, EVALUATION, text="长" * 20_001)
    with pytest.raises(NotPermitted):
        do(january, "d30-clerk", self_evaluations.submit, EVALUATION)
    with pytest.raises(NotFound):
        do(january, "d31-head", self_evaluations.submit, EVALUATION)


def test_handing_in_and_sending_back(january: House):
    hand_in(january, "D31")
    mine = "2017-D31-E"
    handed = row(january, "self_evaluation", mine)
    assert (handed["state"], handed["submitted_by"], handed["late"]) == (
        "submitted", "d31-head", False,
    )  # fmt: skip
    assert not clocks(january, mine)
    with pytest.raises(NotNow):
        do(january, "d31-clerk", self_evaluations.revise, mine, text="再改")

    do(january, "office-clerk", self_evaluations.return_, mine, reason="缺分析")

    assert clocks(january, mine)
    do(january, "d31-clerk", self_evaluations.revise, mine, text="补充分析")
    do(january, "d31-head", self_evaluations.submit, mine)
    again = row(january, "self_evaluation", mine)
    assert (again["returns"], again["text"], again["late"]) == (1, "补充分析", False)


def clocks(house: House, subject: str) -> list[dict]:
    return rows(
        house,
        "SELECT name FROM deadline WHERE subject_id = :id AND stopped_at IS NULL"
        " AND next_at IS NOT NULL",
        id=subject,
    )


def test_the_gap_shows_once_it_is_scored_and_changes_no_total(working_house: House):
    house = working_house
    done(at(house, "system:flow", self_evaluations.lay_out))
    hand_in(house, UNIT)
    before = gap(house)
    assert (before["compared"], before["gap"]) == (0, "0.00")
    assert all(line["gap"] is None for line in before["indicators"])

    score_all(house, UNIT)

    after = gap(house)
    assert after["compared"] == len(after["indicators"])
    assert {line["gap"] for line in after["indicators"]} == {"-0.50"}
    assert Decimal(after["gap"]) == Decimal("-0.5") * after["compared"]


def gap(house: House) -> dict:
    with house.database.connect() as connection:
        seen = desk(house, connection, "d30-clerk")
        found = browse.found(
            connection, people.person(connection, DISTRICT, "d30-clerk", seen.today),
            "self_evaluation", EVALUATION,
        )  # fmt: skip
        return self_evaluations.gap(seen, found)


def test_a_duty_report_is_written_handed_in_and_presented(january: House):
    with pytest.raises(Objected):
        do(january, "d30-head", duty_reports.submit, REPORT)
    with pytest.raises(BadInput):
        do(january, "d30-clerk", duty_reports.revise, REPORT)
    do(january, "d30-clerk", duty_reports.revise, REPORT, text="述职报告")
    do(january, "d30-head", duty_reports.submit, REPORT)
    do(january, "office-clerk", duty_reports.return_, REPORT, reason="过长")
    with pytest.raises(NotNow):
        do(january, "office-clerk", duty_reports.present, REPORT)
    do(january, "d30-head", duty_reports.submit, REPORT)
    do(january, "office-clerk", duty_reports.present, REPORT)

    found = row(january, "duty_report", REPORT)
    assert (found["state"], str(found["presented_on"])) == ("presented", "2018-01-15")
    with pytest.raises(NotNow):
        do(january, "office-clerk", duty_reports.return_, REPORT, reason="晚了")


def test_judges_read_what_was_handed_in_and_nothing_else_of_other_units(january: House):
    do(january, "d32-clerk", duty_reports.revise, "2017-D32-D", text="述职报告")
    do(january, "d33-clerk", duty_reports.revise, "2017-D33-D", text="未报送")
    do(january, "d32-head", duty_reports.submit, "2017-D32-D")

    for judge in ("deputies-1", "d07-head"):
        assert "2017-D32-D" in seen(january, judge, "duty_report")
        assert "2017-D33-D" not in seen(january, judge, "duty_report")
        for kind in ("self_evaluation", "result", "indicator", "node", "adjustment"):
            units = {one.split("-")[1] for one in seen(january, judge, kind)}
            assert not units & {"D32", "D33"}
    assert "2017-D32-D" not in seen(january, "d34-head", "duty_report")


def seen(house: House, who: str, kind: str) -> set[str]:
    """List what somebody sees: by the query and, below it, by the database itself."""
    with house.database.connect() as connection:
        person = people.person(connection, DISTRICT, who, house.now().date())
        page = browse.Page("", 5000)
        by_query = {one["id"] for one in browse.listed(connection, person, kind, {}, page)}
        people.limit_sight(connection, person.sight, who, judge=person.judge)
        by_database = set(
            connection.exec_driver_sql(f"SELECT id FROM {kind} WHERE unit_id IS NOT NULL").scalars()
        )
    assert by_query == by_database
    return by_query


def test_who_is_late_is_reminded_reddened_and_marked(working_house: House):
    house = working_house
    house.clock.move_to(noon(2018, 1, 15))
    done(at(house, "system:flow", self_evaluations.lay_out))
    house.clock.move_to(noon(2018, 1, 29))
    sweep.sweep(house.database, house.now())

    assert row(house, "self_evaluation", EVALUATION)["lamp"] == "red"
    hand_in(house, UNIT)

    late = row(house, "self_evaluation", EVALUATION)
    assert (late["late"], late["lamp"]) == (True, "green")
    assert verdict(house).first_bad is None
