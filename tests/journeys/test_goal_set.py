"""The goal set of a played year: every goal ends carried or withdrawn, every city task told."""

from datetime import date

from cli.rehearsal.summary import Rehearsal
from services.house import House
from tests.builders import plan
from tests.journeys.looking import rows

CITY = "SELECT id FROM goal WHERE level = 'city' AND state = 'covered' ORDER BY id"


def test_every_goal_ends_carried_or_withdrawn(small_year: tuple[House, Rehearsal]):
    house, _ = small_year

    loose = rows(
        house,
        "SELECT g.id FROM goal g WHERE g.state <> 'withdrawn' AND (g.state <> 'covered'"
        " OR NOT EXISTS (SELECT FROM indicator i WHERE i.goal_id = g.id AND i.state = 'scored'))",
    )

    assert loose == []
    assert len(rows(house, "SELECT id FROM goal WHERE state = 'withdrawn'")) == 5


def test_what_was_decomposed_took_the_place_of_the_tables_rows(small_year: tuple[House, Rehearsal]):
    house, _ = small_year

    drafted = rows(
        house,
        "SELECT i.unit_id, i.state, i.assessor_id, g.unit_id AS lead FROM indicator i"
        " JOIN goal g ON g.id = i.goal_id WHERE i.decomposed AND g.state = 'covered' ORDER BY i.id",
    )
    kept = [row for row in drafted if row["state"] == "scored"]

    assert kept
    assert all(row["unit_id"].startswith("T") for row in kept)
    assert all(row["assessor_id"] == row["lead"] for row in kept)
    assert {row["state"] for row in drafted} == {"scored", "cancelled"}


def test_no_city_task_began_without_an_approved_plan(small_year: tuple[House, Rehearsal]):
    house, _ = small_year

    begun = rows(
        house,
        "SELECT i.goal_id, min(t.at) AS started FROM trail t JOIN indicator i"
        " ON i.id = t.subject_id JOIN goal g ON g.id = i.goal_id"
        " WHERE t.kind = 'indicator' AND t.trigger = 'start' AND g.level = 'city' GROUP BY 1",
    )
    approved = {
        row["subject_id"].removesuffix("-C"): row["at"]
        for row in rows(
            house,
            "SELECT subject_id, at FROM trail WHERE kind = 'contingency_plan'"
            " AND trigger = 'approve'",
        )
    }

    assert begun
    assert all(approved[row["goal_id"]] < row["started"] for row in begun)
    assert {row["state"] for row in rows(house, "SELECT state FROM contingency_plan")} == {"closed"}


def test_each_city_task_was_handed_in_every_quarter_and_scored(small_year: tuple[House, Rehearsal]):
    house, _ = small_year
    tasks = [row["id"] for row in rows(house, CITY)]
    quarters = [str(quarter.date) for quarter in plan().nodes.quarters]

    handed = rows(
        house,
        "SELECT subject_id, data FROM trail WHERE trigger = 'submit_package'"
        " ORDER BY subject_id, number",
    )

    assert tasks
    assert [(row["subject_id"], row["data"]["until"]) for row in handed] == [
        (task, until) for task in tasks for until in quarters
    ]
    scores = rows(house, "SELECT * FROM goal WHERE level = 'city' AND state = 'covered'")
    assert all(row["city_score"] <= row["examiner_score"] <= row["self_score"] for row in scores)


def test_the_citys_feedback_was_answered_once_too_vaguely_and_once_too_late(
    small_year: tuple[House, Rehearsal],
):
    house, _ = small_year

    told = rows(house, "SELECT state, returns, late FROM feedback ORDER BY id")

    assert {row["state"] for row in told} == {"closed"}
    assert sorted(row["returns"] for row in told) == [0, 1]
    assert sum(row["late"] for row in told) == 1
    assert all(
        row["day"] > date(2017, 9, 1) for row in rows(house, "SELECT due_on AS day FROM feedback")
    )
