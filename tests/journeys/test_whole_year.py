"""The year of 82 units: everything that was promised holds when it is over."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from cli.rehearsal.summary import Rehearsal
from services import trail
from services.house import House
from tests.journeys.looking import rows
from tests.journeys.test_cancelled import CANCELLED

#: The table's rows but those that the decomposition of the goals took the place of, the tasks
#: decomposed, four ideas of one unit and one task inserted in autumn.
DRAFTED = 1220 + 20 + 4 + 1


@pytest.fixture
def house(whole_year: tuple[House, Rehearsal]) -> House:
    return whole_year[0]


@pytest.fixture
def played(whole_year: tuple[House, Rehearsal]) -> Rehearsal:
    return whole_year[1]


def one(house: House, query: str):
    (row,) = rows(house, query)
    (value,) = row.values()
    return value


def states(house: House, kind: str) -> dict[str, int]:
    found = rows(house, f"SELECT state, count(*) AS n FROM {kind} WHERE year = 2017 GROUP BY 1")
    return {row["state"]: row["n"] for row in found}


def test_eighty_two_units_are_ranked_in_the_official_order(house: House, played: Rehearsal):
    told = played.to_json()["units"]
    totals = {unit["unit"]: Decimal(unit["total"]) for unit in told}

    standing = rows(
        house, "SELECT name FROM unit WHERE assessed AND until_day IS NULL ORDER BY sort"
    )
    assert [unit["unit"] for unit in told] == [unit["name"] for unit in standing]
    assert len(told) == 82
    for unit in told:
        better = sum(total > totals[unit["unit"]] for total in totals.values())
        assert unit["rank"] == better + 1
        assert unit["grade"] in ("优秀", "良好", "合格", "不合格")
        assert all(len(unit[name].split(".")[1]) == 2 for name in ("daily", "duty", "total"))


def test_the_year_ends_closed_with_nothing_left_over(house: House):
    assert states(house, "year") == {"closed": 1}
    assert states(house, "phase") == {"closed": 6}
    lost = sum(CANCELLED.values())
    assert states(house, "indicator") == {"scored": DRAFTED - lost, "cancelled": lost}
    assert set(states(house, "node")) == {"accepted", "missed", "cancelled"}
    assert set(states(house, "inspection")) == {"closed", "withdrawn"}
    assert set(states(house, "request")) == {"granted", "refused"}
    assert set(states(house, "adjustment")) <= {"approved", "rejected", "revoked"}
    assert states(house, "result") == {"published": 82}
    assert set(states(house, "document")) <= {"received", "issued", "withdrawn"}
    reports = rows(house, "SELECT state, count(*) AS n FROM document WHERE document_class ="
                   " 'unit_report' GROUP BY 1")  # fmt: skip
    assert reports == [{"state": "received", "n": 82}]
    assert states(house, "rectification_plan") == {"scored": 82}


def test_the_conference_decided_every_question_in_the_end(house: House):
    gates = rows(house, "SELECT key, state, count(*) AS n FROM gate WHERE key <> 'result_corrected'"
                 " GROUP BY 1, 2 ORDER BY 1, 2")  # fmt: skip

    assert [tuple(row.values()) for row in gates] == [
        ("indicator_table_confirmed", "approved", 1),
        ("indicator_table_confirmed", "rejected", 1),
        ("indicator_table_confirmed", "withdrawn", 1),
        ("plan_amended", "approved", 1),
        ("plan_amended", "lapsed", 1),
        ("reports_approved", "approved", 1),
        ("results_confirmed", "approved", 1),
    ]


def test_every_chain_of_the_trail_holds(house: House, played: Rehearsal):
    with house.database.snapshot() as connection:
        verdict = trail.verify(connection)
        assert trail.digest(connection) == played.trail_digest

    assert verdict.first_bad is None
    assert verdict.records == played.counts["transitions"]


def test_no_clock_was_missed_and_no_message_is_left(house: House, played: Rehearsal):
    assert one(house, "SELECT count(*) FROM deadline WHERE set_aside IS NOT NULL") == 0
    assert one(house, "SELECT count(*) FROM outbox WHERE delivered_at IS NULL") == 0
    rung = rows(
        house,
        "SELECT count(*) AS n FROM trail WHERE trigger = 'ring' AND actor = 'system:deadline'",
    )
    assert rung[0]["n"] == played.counts["deadlines_fired"] > 2000


def test_no_clock_ran_past_its_next_rung(house: House, played: Rehearsal):
    with house.database.connect() as connection:
        late = text("SELECT count(*) FROM deadline WHERE next_at <= :now")
        assert connection.execute(late, {"now": played.stopped_at}).scalar_one() == 0


def test_things_went_wrong_and_were_mended(house: House):
    happened = {
        (row["kind"], row["trigger"]): row["n"]
        for row in rows(house, "SELECT kind, trigger, count(*) AS n FROM trail GROUP BY 1, 2")
    }
    for what in (
        ("indicator", "revise"),
        ("indicator", "return"),
        ("indicator", "reject"),
        ("indicator", "amend"),
        ("node", "return"),
        ("node", "extend"),
        ("node", "close_missed"),
        ("request", "refuse"),
        ("gate", "oppose"),
        ("adjustment", "reject"),
        ("rectification_plan", "return"),
    ):
        assert happened[what] > 0, what
    assert happened["rectification_plan", "deem_received"] == 1
    assert one(house, "SELECT count(*) FROM node WHERE late_days > 0") > 20


def test_nobody_decided_alone_on_what_they_had_done(house: House):
    pairs = (("indicator", "declare", "review"), ("node", "report", "accept"))
    for kind, first, second in pairs:
        alone = rows(
            house,
            "SELECT 1 FROM trail a JOIN trail b USING (kind, subject_id, actor)"
            f" WHERE a.kind = '{kind}' AND a.trigger = '{first}' AND b.trigger = '{second}'",
        )
        assert alone == []


def test_what_went_wrong_with_a_rectification_is_booked_into_the_next_year(house: House):
    booked = rows(house, "SELECT * FROM adjustment WHERE year = 2018 ORDER BY id")
    plans = rows(house, "SELECT id, points, late, reopenings FROM rectification_plan ORDER BY id")
    standing = {row["about"]: row["points"] for row in booked if row["state"] == "proposed"}
    (back,) = [row for row in booked if row["state"] != "proposed"]

    assert standing == {row["id"]: row["points"] for row in plans if row["points"]}
    assert standing == {row["id"]: Decimal("-0.2") for row in plans if row["late"]}
    assert len(standing) == 5
    # A measure found undone was carried out after all: what it cost is taken back.
    assert (back["event"], back["points"]) == ("rectification_undone", Decimal("-0.5"))
    assert back["state"] == "rejected"
    assert back["about"] in {row["id"] for row in plans if row["reopenings"] and not row["points"]}


def test_a_plan_received_on_16_march_rang_red_at_the_end_of_8_april(house: House):
    due = rows(
        house,
        "SELECT DISTINCT received_on, due_on FROM rectification_plan WHERE received_on ="
        " '2018-03-16' AND extensions = 0",
    )
    rung = rows(
        house,
        "SELECT t.data FROM trail t JOIN rectification_plan r ON r.id = t.subject_id"
        " WHERE t.trigger = 'ring' AND t.data ->> 'deadline' = 'rectification_declare'"
        " AND t.data ->> 'lamp' = 'red' AND r.received_on = '2018-03-16' AND r.late"
        " AND r.extensions = 0",
    )

    assert [str(row["due_on"]) for row in due] == ["2018-04-08"]
    assert rung
    assert {row["data"]["due_at"] for row in rung} == {"2018-04-08T16:00:00.000000+00:00"}
