"""What a body's year is worth that took others over: by days and weight, exactly."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scoring.explain import Explained
from scoring.succession import Handover, Task, mean_by_days, part_score, parts_before

D = Decimal
JULY, OCTOBER = date(2017, 7, 1), date(2017, 10, 1)


def _merged(on: date, source: str, target: str, *tasks: str) -> Handover:
    return Handover(on, source, target, dict.fromkeys(tasks, D(50)))


def test_a_body_that_took_nobody_over_has_no_parts():
    assert parts_before("A", 2017, [_merged(JULY, "B", "C", "b")]) == ()


def test_a_merger_leaves_two_parts_of_the_days_before():
    parts = parts_before("A", 2017, [_merged(JULY, "B", "A", "b"), _merged(JULY, "A", "A", "a")])

    assert [(p.unit, p.first, p.last, p.days) for p in parts] == [
        ("A", date(2017, 1, 1), date(2017, 6, 30), 181),
        ("B", date(2017, 1, 1), date(2017, 6, 30), 181),
    ]


def test_a_second_merger_adds_the_stretch_between_them():
    handovers = [
        _merged(JULY, "B", "A", "b"),
        _merged(JULY, "A", "A", "a"),
        _merged(OCTOBER, "C", "A", "c"),
        _merged(OCTOBER, "A", "A", "a", "b"),
    ]

    parts = parts_before("A", 2017, handovers)

    told = [(p.unit, p.first, p.days) for p in parts]
    assert told == [
        ("A", date(2017, 1, 1), 181),
        ("B", date(2017, 1, 1), 181),
        ("C", date(2017, 1, 1), 273),
        ("A", JULY, 92),
    ]


def test_a_merger_on_new_years_day_has_nothing_before():
    assert parts_before("A", 2017, [_merged(date(2017, 1, 1), "B", "A", "b")]) == ()


def test_the_parts_count_by_their_days_and_weights():
    (part,) = parts_before("A", 2017, [_merged(JULY, "B", "A", "b", "b2")])
    tasks = {"b": Task("乙", D(9), D(10)), "b2": Task("丙", D(5), D(10))}

    told = part_score("乙局", part, tasks)
    mean = mean_by_days(Explained("日常指标考核", D(80), ""), 184, [told])

    assert told.points == D(50) * 9 / 10 + D(50) * 5 / 10
    assert mean.points == (D(80) * 184 + told.points * 181) * 100 / (100 * 184 + 100 * 181)
    assert [child.label for child in mean.children] == ["日常指标考核", "乙局"]


def test_a_task_that_was_cancelled_since_is_left_out():
    (part,) = parts_before("A", 2017, [_merged(JULY, "B", "A", "b", "gone")])

    told = part_score("乙局", part, {"b": Task("乙", D(10), D(10))})

    assert (told.points, told.values["当时权重"]) == (D(50), "50")


@given(st.integers(1, 365), st.decimals(0, 100, places=2))
def test_equal_parts_have_their_common_mean(day: int, rate: Decimal):
    on = date.fromordinal(date(2017, 1, 1).toordinal() + day)
    handovers = [_merged(on, unit, "A", unit, f"{unit}2") for unit in ("A", "B")]
    tasks = {name: Task(name, rate / 100 * 20, D(20)) for name in ("A", "A2", "B", "B2")}
    parts = [part_score(p.unit, p, tasks) for p in parts_before("A", 2017, handovers)]

    mean = mean_by_days(Explained("日常指标考核", rate, ""), 366 - day, parts)

    assert abs(mean.points - rate) < D("1e-20")
