"""City tasks: plans before the work, the city's feedback, packages by quarter, how it all goes."""

import json
import zipfile
from collections import defaultdict
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from kit.errors import BadInput, NotFound, NotPermitted, Objected, Unavailable
from plans.words import Level
from reports.submission import write_submission
from services import (
    city_tasks,
    contingency_plans,
    evidence,
    feedbacks,
    goals,
    indicators,
    nodes,
    waiting,
)
from services.acts import Order
from services.city_package import pack
from services.evidence import Stored
from services.house import House
from services.sweep import sweep
from tests.builders import CONTINGENCY, approve_gate, declare_all, done, noon, plan, review_all
from tests.services.hands import PDF, as_owner, ask, at, do, row, rows, value, why
from tests.services.test_goals import accepted

CITY, DISTRICTS = "2017-G01", "2017-G14"


def written(house: House, goal: str, **more: object) -> str:
    return at(house, "d27-clerk", contingency_plans.draft, goal, {**CONTINGENCY, **more}).id


def test_a_plan_is_approved_by_another_than_who_wrote_it(shared_house: House):
    mine = written(shared_house, accepted(shared_house))

    with pytest.raises(NotPermitted):
        do(shared_house, "d27-head", contingency_plans.approve, mine)
    do(shared_house, "office-director", contingency_plans.approve, mine)

    stands = row(shared_house, "contingency_plan", mine)
    assert (stands["state"], stands["approved_by"]) == ("approved", "office-director")


def test_the_office_does_not_write_for_a_lead(shared_house: House):
    with pytest.raises(Objected) as foreign:
        at(
            shared_house, "office-clerk", contingency_plans.draft,
            accepted(shared_house), CONTINGENCY,
        )  # fmt: skip
    assert why(foreign.value) >= {"contingency_plan.not_the_lead"}


@pytest.mark.parametrize(
    ("less", "code"),
    [
        ({"measures": []}, "measures.missing"),
        ({"risks": []}, "risks.missing"),
        ({"measures": [{"measure": "调度", "due_on": "2017-11-30"}]}, "measures.incomplete"),
        ({"measures": [{"measure": "调度", "owner": "科长"}]}, "measures.incomplete"),
        ({"risks": [{"risk": "停工", "response": " ", "owner": "科长"}]}, "risks.incomplete"),
        ({"risks": [{"risk": "停工", "response": "备料"}]}, "risks.incomplete"),
        ({"nodes": [{"text": "完成", "due_on": "2018-01-31"}]}, "nodes.outside"),
    ],
)
def test_a_plan_with_gaps_is_not_approved_but_mended(shared_house: House, less: dict, code: str):
    mine = written(shared_house, accepted(shared_house), **less)

    with pytest.raises(Objected) as thin:
        do(shared_house, "office-director", contingency_plans.approve, mine)
    assert why(thin.value) >= {code}

    do(shared_house, "office-director", contingency_plans.return_, mine, reason="请补充")
    (name,) = less
    do(shared_house, "d27-clerk", contingency_plans.revise, mine, **{name: CONTINGENCY[name]})
    do(shared_house, "office-director", contingency_plans.approve, mine)
    assert row(shared_house, "contingency_plan", mine)["returns"] == 1


def test_a_day_that_is_none_is_refused(shared_house: House):
    with pytest.raises(BadInput, match="年底"):
        written(shared_house, accepted(shared_house), nodes=[{"text": "完成", "due_on": "年底"}])


def test_a_goal_has_one_plan_and_an_unknown_goal_none(shared_house: House):
    goal = accepted(shared_house)
    written(shared_house, goal)

    with pytest.raises(Exception, match="别人先办") as twice:
        written(shared_house, goal)
    assert twice.value.code == "conflict"
    with pytest.raises(NotFound):
        written(shared_house, "2017-G99")


def test_what_carries_a_city_task_does_not_start_without_an_approved_plan(house: House):
    declare_all(house)
    review_all(house)
    approve_gate(house, "indicator_table_confirmed")
    carrier, of_district = (
        value(house, "SELECT min(id) FROM indicator WHERE goal_id = :g", g=goal)
        for goal in (CITY, DISTRICTS)
    )
    with as_owner(house) as connection:
        unapproved = text("UPDATE contingency_plan SET state = 'drafted' WHERE goal_id = :g")
        connection.execute(unapproved, {"g": CITY})

    (refused,) = ask(house, "system:flow", indicators.start, Order(carrier))
    (started,) = ask(house, "system:flow", indicators.start, Order(of_district))

    assert why(refused) == {"objected", "contingency_plan.not_approved"}
    assert started.state == "in_progress"


def waits(house: House, step: str) -> list[str]:
    return at(house, "system:flow", waiting.ids, step)


def test_plans_follow_their_indicators(shared_working: House):
    plans = [row["id"] for row in rows(shared_working, "SELECT id FROM contingency_plan")]
    first, *others = sorted(plans)
    with as_owner(shared_working) as connection:
        connection.execute(text("UPDATE phase SET state = 'open' WHERE key = 'process_management'"))
    assert waits(shared_working, "activate_contingency_plans") == sorted(plans)

    done(ask(shared_working, "system:flow", contingency_plans.activate, Order(first)))
    (early,) = ask(shared_working, "system:flow", contingency_plans.close, Order(first))

    assert row(shared_working, "contingency_plan", first)["state"] == "active"
    assert why(early) >= {"contingency_plan.unfinished"}
    assert waits(shared_working, "activate_contingency_plans") == others
    assert waits(shared_working, "close_contingency_plans") == []


def heard(house: House, **more: str) -> str:
    body = {"document": "京绩办督2017年7号", "text": "进度偏慢", **more}
    return at(house, "office-clerk", feedbacks.receive, CITY, body).id


def test_a_feedback_is_answered_by_the_leads_head_in_ten_working_days(shared_working: House):
    mine = heard(shared_working)
    stands = row(shared_working, "feedback", mine)
    assert (stands["unit_id"], stands["due_on"]) == ("D08", date(2017, 9, 15))

    with pytest.raises(NotPermitted):
        do(shared_working, "d08-clerk", feedbacks.answer, mine, answer="已整改")
    with pytest.raises(Objected) as empty:
        do(shared_working, "d08-head", feedbacks.answer, mine, answer=" ")
    do(shared_working, "d08-head", feedbacks.answer, mine, answer="已整改")
    do(shared_working, "office-clerk", feedbacks.close, mine)

    assert why(empty.value) >= {"feedback.no_answer"}
    after = row(shared_working, "feedback", mine)
    assert (after["state"], after["late"], after["answered_by"]) == ("closed", False, "d08-head")


@pytest.mark.parametrize(
    ("goal", "less", "code"),
    [
        (CITY, {"document": " "}, "document.missing"),
        (CITY, {"text": ""}, "feedback.empty"),
        (DISTRICTS, {}, "goal.not_a_city_task"),
    ],
)
def test_a_feedback_has_a_document_says_something_and_is_about_a_city_task(
    shared_working: House, goal: str, less: dict, code: str
):
    body = {"document": "1号", "text": "进度偏慢", **less}
    with pytest.raises(Objected) as refused:
        at(shared_working, "office-clerk", feedbacks.receive, goal, body)
    assert why(refused.value) >= {code}


def test_a_rejected_answer_gets_its_days_anew_and_a_late_one_is_marked(working_house: House):
    mine = heard(working_house)
    do(working_house, "d08-head", feedbacks.answer, mine, answer="已整改")
    working_house.clock.move_to(noon(2017, 9, 11))
    do(working_house, "office-clerk", feedbacks.reject, mine, reason="没有佐证")
    assert row(working_house, "feedback", mine)["due_on"] == date(2017, 9, 25)

    working_house.clock.move_to(noon(2017, 9, 26))
    sweep(working_house.database, working_house.now())
    red = row(working_house, "feedback", mine)
    do(working_house, "d08-head", feedbacks.answer, mine, answer="已补充佐证")
    after = row(working_house, "feedback", mine)

    assert (red["lamp"], red["overdue_since"]) == ("red", noon(2017, 9, 26) - timedelta(hours=12))
    assert (after["lamp"], after["overdue_since"], after["late"]) == ("green", None, True)
    assert after["returns"] == 1
    assert heard(working_house).endswith("-F2")


def test_proof_hangs_on_a_feedback(shared_working: House):
    mine = heard(shared_working)
    stored = shared_working.store.put([PDF], plan().evidence, "佐证.pdf")

    at(shared_working, "d08-clerk", evidence.attach, "feedback", Order(mine), stored, "佐证.pdf")

    hung = rows(shared_working, "SELECT * FROM evidence WHERE subject_id = :f", f=mine)
    assert [file["name"] for file in hung] == ["佐证.pdf"]


def reported(house: House, node: str, **said: object) -> Stored:
    """Report a node with a file and have it accepted."""
    found = row(house, "node", node)
    unit, assessor = found["unit_id"].lower(), found["assessor_id"].lower()
    stored = house.store.put([PDF, node.encode()], plan().evidence, "佐证.pdf")
    do(house, f"{unit}-clerk", nodes.draft, node, progress="已完成一半", value="9.5", **said)
    at(house, f"{unit}-clerk", evidence.attach, "node", Order(node), stored, "佐证.pdf")
    do(house, f"{unit}-head", nodes.report, node)
    do(house, f"{assessor}-clerk", nodes.accept, node)
    return stored


def carrier_node(house: House, goal: str, number: int, skip: int = 0) -> str:
    return value(
        house,
        "SELECT n.id FROM node n JOIN indicator i ON i.id = n.indicator_id WHERE i.goal_id = :g"
        " AND n.number = :n AND n.state = 'pending' ORDER BY n.id LIMIT 1 OFFSET :skip",
        g=goal, n=number, skip=skip,
    )  # fmt: skip


def test_a_package_tells_what_was_accepted_up_to_its_day(shared_working: House):
    node = carrier_node(shared_working, CITY, 1)
    stored = reported(shared_working, node, problems="缺少资金")

    told = at(shared_working, "office-clerk", city_tasks.submission, CITY, date(2017, 6, 30))

    assert told["task"]["title"] == "一般公共预算收入增幅"
    assert (told["until"], told["lamp"]) == ("2017-06-30", "green")
    assert told["counts"]["accepted"] == 1
    assert all(n["due_on"] <= "2017-06-30" for c in told["carriers"] for n in c["nodes"])
    (said,) = [n for c in told["carriers"] for n in c["nodes"] if n["state"] == "accepted"]
    assert (said["id"], said["value"], said["progress"], said["problems"]) == (
        node, "9.5", "已完成一半", "缺少资金",
    )  # fmt: skip
    assert [file["sha256"] for file in said["evidence"]] == [stored.sha256]
    assert (
        told["digest"]
        == at(shared_working, "leader", city_tasks.submission, CITY, date(2017, 6, 30))["digest"]
    )


def test_what_was_handed_in_stands_in_the_trail_with_its_digest(shared_working: House):
    told = at(shared_working, "office-clerk", city_tasks.submission, CITY)

    do(shared_working, "office-clerk", city_tasks.submit_package, CITY)

    record = rows(
        shared_working,
        "SELECT data FROM trail WHERE subject_id = :g ORDER BY number DESC LIMIT 1",
        g=CITY,
    )[0]["data"]
    assert (record["until"], record["digest"]) == ("2017-06-30", told["digest"])
    assert record["due"] == told["counts"]["due"]


def test_nothing_is_handed_in_ahead_of_time_nor_for_the_district(shared_working: House):
    with pytest.raises(BadInput):
        do(shared_working, "office-clerk", city_tasks.submit_package, CITY, until="2017-12-31")
    with pytest.raises(BadInput):
        do(shared_working, "office-clerk", city_tasks.submit_package, CITY, until="年底")
    with pytest.raises(Objected) as district:
        do(shared_working, "office-clerk", city_tasks.submit_package, DISTRICTS)
    with pytest.raises(NotFound):
        at(shared_working, "office-clerk", city_tasks.submission, "2017-G99")
    assert why(district.value) >= {"goal.not_a_city_task"}


def test_a_package_is_a_table_its_json_and_the_evidence(working_house: House):
    node = carrier_node(working_house, CITY, 1)
    stored = reported(working_house, node)
    told = at(working_house, "office-clerk", city_tasks.submission, CITY)

    packed = pack(told, working_house.store)

    with packed, zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        assert names == [
            "submission.json", "报送表.xlsx", f"evidence/{stored.sha256}-佐证.pdf"
        ]  # fmt: skip
        assert json.loads(archive.read(names[0])) == told
        page = load_workbook(BytesIO(archive.read(names[1]))).worksheets[0]
        assert archive.read(names[2]) == PDF + node.encode()
    cells = [cell.value for line in page.iter_rows() for cell in line]
    assert {"一般公共预算收入增幅", told["digest"], "已完成一半"} <= set(cells)

    working_house.store.path(stored.sha256).unlink()
    with pytest.raises(Unavailable, match="佐证"):
        pack(told, working_house.store)


def test_nothing_in_the_table_is_calculated():
    carrier = {"unit": "=1+1", "id": "x", "target": "+5%"}
    node = dict.fromkeys(("text", "due_on", "value", "progress", "problems"), "=HYPERLINK(1)")
    node |= {"state": "accepted", "lamp": "green", "evidence": []}
    told = {
        "task": defaultdict(lambda: "@x"),
        "until": "2017-06-30", "lamp": "green", "digest": "-1",
        "carriers": [{**carrier, "nodes": [node]}],
    }  # fmt: skip

    page = load_workbook(BytesIO(write_submission(told))).worksheets[0]

    assert {cell.data_type for line in page.iter_rows() for cell in line} <= {"s", "n"}
    assert "=HYPERLINK(1)" in [cell.value for line in page.iter_rows() for cell in line]


def test_the_analysis_counts_what_is_accepted_of_what_is_due(working_house: House):
    before = at(working_house, "office-clerk", city_tasks.analysis)
    reported(working_house, carrier_node(working_house, CITY, 1))

    after = at(working_house, "office-clerk", city_tasks.analysis)

    assert (before["overall"]["accepted"], after["overall"]["accepted"]) == (0, 1)
    assert after["overall"]["goals"] == after["overall"]["covered"] == 18
    assert after["overall"]["carriers"] == 812
    (lead,) = [told for told in after["by_lead"] if told["unit_id"] == "D08"]
    assert lead["accepted"] == 1
    assert lead["rate"] == f"{100 / lead['due']:.2f}"
    by_quarter = after["by_quarter"]
    assert [told["quarter"] for told in by_quarter] == ["一季度", "二季度", "三季度", "四季度"]
    assert [told["accepted"] for told in by_quarter] == [1, 0, 0, 0]
    assert sum(told["due"] for told in by_quarter[:2]) == after["overall"]["due"]
    assert sum(told["goals"] for told in after["by_document"]) == 18


def test_the_analysis_can_be_told_of_city_tasks_or_of_ones_own(shared_working: House):
    city = at(shared_working, "office-clerk", city_tasks.analysis, None, Level.CITY)
    own = at(shared_working, "d15-head", city_tasks.analysis, ("D15",))

    assert city["overall"]["goals"] == 8
    assert [told["unit_id"] for told in own["by_lead"]] == ["D15"]
    assert own["overall"]["goals"] == 2


def test_year_on_year_is_told_where_last_year_is_known(house: House):
    goal = accepted(house)
    shares = [
        {"unit_id": "T03", "weight": 1, "target": "30家", "target_number": 30, "last_year": 20},
        {"unit_id": "T04", "weight": 1, "target": "24家", "target_number": 24, "last_year": 20},
    ]
    template = {"method": "完成率法", "nodes": [{"text": "完成", "due_on": "2017-12-31"}]}
    at(house, "d27-clerk", goals.decompose, goal, {"template": template, "shares": shares})

    every = at(house, "office-clerk", city_tasks.analysis)["year_on_year"]
    (told,) = [one for one in every if one["goal_id"] == goal]

    assert told["carriers"] == 2
    assert (told["last_year"], told["target"], told["target_growth"]) == ("40", "54", "35.00")
    assert (told["reported"], told["growth"]) == (0, None)
