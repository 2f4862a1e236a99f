"""City tasks (市政府绩效任务): plans before the work, packages by quarter, feedback, scores."""

from decimal import Decimal
from typing import Any

from cli.rehearsal.papers import paper
from cli.rehearsal.scenes_goals import approve_plan, clerk_of, head_of, standing, write_plan
from cli.rehearsal.stage import Found, Stage, Turn, done
from cli.rehearsal.steps import Scene
from plans.words import Level, ScoreScale
from services import city_tasks, contingency_plans, evidence, feedbacks, goals
from services.acts import Order, one, orders

_THIN = "只列了风险，没有写明应对措施，请补充后再报。"
_PROBLEMS = (
    "三季度进度低于序时进度5个百分点，请说明原因并加快推进。",
    "现场抽查发现2处台账与实际不符，请限期整改。",
)
_ANSWERS = ("已约谈施工单位并增派力量，当月补齐进度。", "已逐处核对更正台账，并建立复核制度。")
_VAGUE = "回复未说明更正后的数据和佐证，请补充。"
_CORRECTED = "市绩效办更正评分，原分值有误。"


def _city(stage: Stage, *states: str) -> Found:
    rows = [row for state in states for row in standing(stage, state)]
    return [row for row in rows if row["level"] == Level.CITY]


def write_plans(stage: Stage, turn: Turn) -> None:
    """Leads write the contingency plans that the plan of the year demands; one is too thin."""
    del turn
    wanted = stage.plan.contingency.required_for
    have = {row["goal_id"] for row in _plans(stage)}
    rows = [
        row
        for row in (*standing(stage, "accepted"), *standing(stage, "covered"))
        if row["level"] in wanted and row["id"] not in have
    ]
    thin = stage.draws.some([row["id"] for row in rows], 1, "thin plan")
    for row in rows:
        write_plan(stage, row["id"], row["unit_id"], thin=row["id"] in thin)


def _plans(stage: Stage) -> Found:
    return stage.rows(
        "SELECT id, unit_id, goal_id, state, risks, returns FROM contingency_plan"
        " WHERE district_id = :district AND year = :year ORDER BY id"
    )


def read_plans(stage: Stage, turn: Turn) -> None:
    """The director approves what is whole and sends the rest back."""
    del turn
    for row in _plans(stage):
        if row["state"] != "drafted":
            continue
        if all(risk["response"] for risk in row["risks"]):
            approve_plan(stage, row["id"])
        else:
            desk = stage.desk("office-director", _THIN)
            done(contingency_plans.return_(desk, [Order(row["id"])]))


def mend_plans(stage: Stage, turn: Turn) -> None:
    """Whose plan came back writes how it will meet its risk."""
    del turn
    for row in _plans(stage):
        if row["state"] == "drafted" and row["returns"]:
            risks = [{**risk, "response": "预留两个月机动工期。"} for risk in row["risks"]]
            desk = stage.desk(clerk_of(stage, row["unit_id"]))
            done(contingency_plans.revise(desk, [Order(row["id"], {"risks": risks})]))


def hand_in(quarter: int) -> Scene:
    """Make the scene in which the office hands the packages of a quarter in to the city."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        until = stage.plan.nodes.quarters[quarter - 1].date
        asked = orders([row["id"] for row in _city(stage, "covered")], until=until)
        done(city_tasks.submit_package(stage.desk("office-clerk"), asked))

    return scene


def hear_the_city(stage: Stage, turn: Turn) -> None:
    """The city sends feedback on two tasks."""
    del turn
    chosen = stage.draws.some(_city(stage, "covered"), len(_PROBLEMS), "feedback")
    for place, row in enumerate(chosen):
        body = {"document": stage.document("京绩办督", 7 + place), "text": _PROBLEMS[place]}
        feedbacks.receive(stage.desk("office-clerk"), row["id"], body)


def _open(stage: Stage, state: str) -> Found:
    return stage.rows(
        "SELECT id, unit_id, returns FROM feedback WHERE district_id = :district AND year = :year"
        " AND state = :state ORDER BY id",
        state=state,
    )


def answer_the_city(stage: Stage, turn: Turn) -> None:
    """A lead proves and answers what it was told."""
    for row in _open(stage, "received")[:1]:
        if row["unit_id"] != stage.plan.office.id:
            _prove(stage, turn, row)
        desk = stage.desk(head_of(stage, row["unit_id"]))
        body: dict[str, Any] = {"answer": _ANSWERS[min(row["returns"], 1)]}
        done(feedbacks.answer(desk, [Order(row["id"], body)]))


def _prove(stage: Stage, turn: Turn, row: Any) -> None:  # noqa: ANN401 - a row of the database
    name = f"市级反馈整改佐证（{turn.day}）.pdf"
    lines = [f"{row['id']} 第{row['returns'] + 1}次回复", f"以上属实。{turn.day}"]
    file = paper(name.removesuffix(".pdf"), lines)
    stored = stage.house.store.put([file], stage.plan.evidence, name)
    desk = stage.desk(stage.clerk(row["unit_id"]))
    evidence.attach(desk, "feedback", Order(row["id"]), stored, name)


def doubt_the_answer(stage: Stage, turn: Turn) -> None:
    """The office finds an answer too vague."""
    del turn
    for row in _open(stage, "answered"):
        desk = stage.desk("office-clerk", _VAGUE)
        done(feedbacks.reject(desk, [Order(row["id"])]))


def close_the_answers(stage: Stage, turn: Turn) -> None:
    """The office closes what is answered for."""
    del turn
    ids = [row["id"] for row in _open(stage, "answered")]
    done(feedbacks.close(stage.desk("office-clerk"), orders(ids)))


def score(stage: Stage, turn: Turn) -> None:
    """The office records the year's scores of the city tasks."""
    del turn
    asked = [Order(row["id"], _scores(stage, row["id"])) for row in _city(stage, "covered")]
    done(goals.score(stage.desk("office-clerk"), asked))


def _scores(stage: Stage, goal_id: str) -> dict[str, Any]:
    own = Decimal(stage.draws.of("city score", goal_id).randint(940, 1000)).scaleb(-1)
    less = [
        Decimal(stage.draws.of("city score", goal_id, who).randint(0, 40)).scaleb(-1)
        for who in ("examiner", "city")
    ]
    return {
        "scale": ScoreScale.POINTS.value,
        "self_score": own,
        "examiner_score": own - less[0],
        "city_score": own - less[0] - less[1],
    }


def correct_score(stage: Stage, turn: Turn) -> None:
    """The city corrects one of them."""
    del turn
    found = _city(stage, "covered")
    for row in stage.draws.some(found, 1, "city corrects"):
        body = {"city_score": _scores(stage, row["id"])["city_score"] - Decimal("0.5")}
        one(goals.score(stage.desk("office-clerk", _CORRECTED), [Order(row["id"], body)]))
