"""A phase's steps: what can be done now is done, and nothing twice."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.errors import NotFound
from plans.words import PhaseKey
from services import sweep, trail, waiting
from services.acts import orders
from services.house import House
from services.indicator_facts import INDICATOR
from tests.builders import DISTRICT, YEAR, approve_gate, declare_all, desk, ids, noon, review_all
from tests.workflows.year_end import hand_in, record_duty, settle_adjustments, verify_and_score
from workflows import steps


def run(house: House, key: str) -> dict[str, int]:
    """Run a phase a minute after whatever was done before; leave out the steps that did nothing."""
    house.clock.advance(timedelta(minutes=1))
    found = steps.run_phase(house, DISTRICT, YEAR, key)
    return {step: count for step, count in found.items() if count}


def states(house: House, kind: str) -> dict[str, int]:
    with house.database.connect() as connection:
        counted = connection.execute(text(f"SELECT state, count(*) FROM {kind} GROUP BY 1"))
        return dict(counted.all())


def records(house: House) -> int:
    with house.database.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM trail")).scalar_one()


def phase(house: House, key: str) -> str:
    with house.database.connect() as connection:
        found = text("SELECT state FROM phase WHERE key = :key")
        return connection.execute(found, {"key": key}).scalar_one()


def test_a_phase_opens_and_closes_when_nothing_objects(house: House):
    assert run(house, "preparation") == {"open_phase": 1, "close_phase": 1}

    assert phase(house, "preparation") == "closed"


def test_a_phase_stays_open_while_its_exit_does_not_hold(house: House):
    assert run(house, "indicator_setting") == {"open_phase": 1}

    assert phase(house, "indicator_setting") == "open"


def test_a_phase_does_not_open_before_its_window(working_house: House):
    assert run(working_house, "annual_evaluation") == {}

    assert phase(working_house, "annual_evaluation") == "planned"


def test_what_the_system_opens_is_recorded_as_its_deed(house: House):
    run(house, "preparation")

    with house.database.connect() as connection:
        said = connection.execute(
            text("SELECT trigger, actor, capacity, at FROM trail WHERE subject_id = :id"),
            {"id": "2017-preparation"},
        ).all()
    assert [row.trigger for row in said] == ["plan", "open", "close"]
    assert {(row.actor, row.capacity) for row in said[1:]} == {("system:flow", "system")}
    assert said[1].at == house.now()


@pytest.mark.parametrize("key", PhaseKey)
def test_a_phase_run_twice_does_nothing_twice(working_house: House, key: str):
    run(working_house, key)
    before = records(working_house)

    assert run(working_house, key) == {}

    assert records(working_house) == before


@pytest.fixture
def confirmed_house(house: House) -> House:
    """The preparation is over, the table is reviewed and the conference has confirmed it."""
    for key in ("preparation", "indicator_setting"):
        run(house, key)
    declare_all(house)
    review_all(house)
    assert run(house, "platform_readiness") == {}
    approve_gate(house, "indicator_table_confirmed")
    assert run(house, "indicator_setting") == {"close_phase": 1}
    return house


def test_indicators_start_when_the_conference_has_confirmed_the_table(confirmed_house: House):
    done = run(confirmed_house, "platform_readiness")

    assert done == {"open_phase": 1, "start_indicators": 1237, "close_phase": 1}
    assert states(confirmed_house, "indicator") == {"in_progress": 1237}
    assert states(confirmed_house, "node") == {"pending": 4788}


def test_what_a_broken_run_left_without_nodes_gets_them_in_the_next(confirmed_house: House):
    with confirmed_house.database.connect() as connection:
        at = desk(confirmed_house, connection, "system:flow")
        # As if the process had died between the start and the planning of the nodes.
        at.move(INDICATOR, "start", orders(ids(connection, "indicator")))
    assert states(confirmed_house, "node") == {}

    assert run(confirmed_house, "process_management") == {
        "open_phase": 1,
        "plan_missing_nodes": 4788,
        "activate_contingency_plans": 8,
    }


@pytest.fixture
def january_house(working_house: House) -> House:
    """The eighth of January: nobody has reported anything, and every clock has run out."""
    for key in ("preparation", "indicator_setting", "platform_readiness", "process_management"):
        run(working_house, key)
    working_house.clock.move_to(noon(2018, 1, 8))
    return working_house


def test_nodes_are_closed_as_missed_only_after_their_last_rung_rang(january_house: House):
    # Half of them were due before the table was published: they have no clock.
    with january_house.database.connect() as connection:
        examining = text(
            "SELECT count(DISTINCT i.assessor_id) FROM indicator i"
            " JOIN unit u ON u.id = i.assessor_id WHERE u.assessed"
        )
        examiners = connection.execute(examining).scalar_one()
    # None of them has sent any rules out.
    assert run(january_house, "annual_evaluation") == {
        "close_missed_nodes": 2474,
        "propose_examiner_duty": examiners,
    }
    sweep.sweep(january_house.database, january_house.now())

    done = run(january_house, "annual_evaluation")

    assert (done["close_missed_nodes"], done["open_phase"]) == (2314, 1)
    assert states(january_house, "node") == {"missed": 4788}
    assert run(january_house, "process_management") == {"close_phase": 1}


def test_no_node_is_closed_while_the_last_days_of_grace_run(working_house: House):
    # Due on Sunday the 31st, so on the 2nd of January; two working days of grace end on the 4th.
    working_house.clock.move_to(noon(2018, 1, 4))
    sweep.sweep(working_house.database, working_house.now())

    assert run(working_house, "annual_evaluation") == {}

    working_house.clock.move_to(noon(2018, 1, 5))
    assert run(working_house, "annual_evaluation")["close_missed_nodes"]


def test_the_year_ends_step_by_step_and_nothing_happens_twice(january_house: House):
    house = january_house
    sweep.sweep(house.database, house.now())
    first = run(house, "annual_evaluation")
    assert (first["open_phase"], first["lay_out_results"]) == (1, 82)
    assert first["propose_adjustments"] == 2314
    settle_adjustments(house)
    run(house, "process_management")

    verify_and_score(house)
    assert run(house, "annual_evaluation") == {
        "compute_results": 82,
        "close_contingency_plans": 8,
    }
    hand_in(house)
    record_duty(house)
    assert run(house, "annual_evaluation") == {"compute_results": 82}
    assert run(house, "annual_evaluation") == {}
    approve_gate(house, "results_confirmed")
    assert run(house, "annual_evaluation") == {
        "confirm_results": 82,
        "publish_results": 82,
        "close_phase": 1,
    }

    assert run(house, "use_of_results") == {}
    house.clock.move_to(noon(2018, 3, 1))
    assert run(house, "use_of_results") == {
        "open_phase": 1,
        "draft_overall_report": 1,
        "draft_results_letter": 1,
        "draft_unit_reports": 82,
    }
    approve_gate(house, "reports_approved")
    assert run(house, "use_of_results") == {
        "approve_overall_report": 1,
        "issue_overall_report": 1,
        "approve_unit_reports": 82,
        "issue_unit_reports": 82,
        "issue_rectification_plans": 82,
    }
    assert run(house, "use_of_results") == {}
    assert states(house, "rectification_plan") == {"issued": 82}
    assert steps.current_steps(house, DISTRICT, YEAR) == steps.PHASES[PhaseKey.USE_OF_RESULTS]
    with house.database.snapshot() as connection:
        assert trail.verify(connection).first_bad is None


def test_what_may_wait_is_a_step_of_its_phase(house: House):
    with house.database.connect() as connection:
        found = waiting.steps(desk(house, connection, "system:flow"))
        named = {step for steps_ in waiting.STEPS.values() for step in steps_}

    assert set(found) == set(PhaseKey)
    for key, names in waiting.STEPS.items():
        assert set(names) <= {step.name for step in steps.PHASES[key]}
    assert named == {step.name for part in steps.PHASES.values() for step in part} - {
        "open_phase",
        "close_phase",
    }


def test_a_phase_that_the_plan_does_not_know_is_refused(house: House):
    with pytest.raises(NotFound, match="可用"):
        steps.run_phase(house, DISTRICT, YEAR, "summer")
