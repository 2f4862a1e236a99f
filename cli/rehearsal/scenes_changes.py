"""Changes during the year: extensions, amendments, a task that its superior cancels."""

from cli.rehearsal.nodes_ahead import Extension
from cli.rehearsal.stage import Stage, Turn
from services import indicators, requests
from services.acts import Order, one
from services.indicator_content import default_parameters
from states.capacity import Capacity
from states.category import Category
from states.request import ReasonClass, RequestClass

_WHY_LATER = (
    "施工许可手续尚在市级部门办理，已完成前期八成工作量，申请顺延。",
    "空气重污染预警期间停工，工期相应顺延。",
    "招标流标后重新组织，预计如期补齐。",
)
_TOO_LATE = "前期准备不足，不属于客观原因，请按原时限完成。"
_OFFICERS = {
    Capacity.OFFICE_DIRECTOR: "office-director",
    Capacity.CONFERENCE_MEMBER: "member-1",
}
#: Indicators of which the target is amended: the last of them in vain.
_AMENDED = 3


def ask_extensions(stage: Stage, turn: Turn) -> None:
    """Heads ask for a later day before theirs has passed."""
    for extension in _extensions(stage, "ask", turn):
        desk = stage.desk(
            stage.head(extension.unit), stage.draws.one(_WHY_LATER, "why later", extension.node)
        )
        body = {"reason_class": ReasonClass.OTHER.value, "due_day": extension.until}
        requests.request(desk, RequestClass.EXTENSION, extension.node, body)


def decide_extensions(stage: Stage, turn: Turn) -> None:
    """Whom the plan names grants some and refuses others."""
    for extension in _extensions(stage, "decide", turn):
        rule = stage.plan.requests.extension.by[Category(extension.category)]
        order = [Order(f"{extension.node}-Q1")]
        if extension.granted:
            one(requests.grant(stage.desk(_OFFICERS[rule]), order))
        else:
            one(requests.refuse(stage.desk(_OFFICERS[rule], _TOO_LATE), order))


def _extensions(stage: Stage, what: str, turn: Turn) -> list[Extension]:
    # Of a task that was cancelled meanwhile nobody asks for more time.
    gone = {
        row["id"]
        for row in stage.rows(
            "SELECT id FROM node WHERE district_id = :district AND year = :year"
            " AND state = 'cancelled'"
        )
    }
    return [found for found in stage.arranged(what, turn.day) if found.node not in gone]


def ask_amendments(stage: Stage, turn: Turn) -> None:
    """Heads ask for a lower target because the policy above has changed."""
    found = stage.rows(
        "SELECT * FROM indicator WHERE district_id = :district AND year = :year"
        " AND state = 'in_progress' AND target_number >= 20 AND method = '完成率法' ORDER BY id"
    )
    for place, row in enumerate(stage.draws.some(found, _AMENDED, "amendments")):
        old = row["target_number"]
        new = (old * 9 / 10).quantize(old)
        target = row["target"].replace(format(old, "f"), format(new, "f"))
        desk = stage.desk(
            stage.head(row["unit_id"]), "市级任务书调减年度任务，申请相应调整目标值。"
        )
        changed = {"target": target, "target_number": format(new, "f")}
        parameters = default_parameters(stage.rules, {**row, **changed, "target_number": new})
        body = {
            "reason_class": ReasonClass.POLICY.value,
            "document": stage.document("京绩办函", 21 + place),
            "changes": {**changed, "parameters": parameters},
        }
        answer = requests.request(desk, RequestClass.AMENDMENT, row["id"], body)
        stage.arrange("amend", stage.working_day(turn.day, 2), (answer.id, row["category"], place))


def decide_amendments(stage: Stage, turn: Turn) -> None:
    """All but the last are granted, by whom the plan names for the category."""
    for request_id, category, place in stage.arranged("amend", turn.day):
        officer = _OFFICERS[stage.plan.requests.amendment.by[Category(category)]]
        if place < _AMENDED - 1:
            one(requests.grant(stage.desk(officer), [Order(request_id)]))
        else:
            why = "所附文件未涉及本单位任务，不予调整。"
            one(requests.refuse(stage.desk(officer, why), [Order(request_id)]))


#: Cancelled in one go: where a report lies unread, where one has come back, and any other.
_CANCELLED = ("'reported'", "'returned'", "'pending'")


def cancel_some(stage: Stage, turn: Turn) -> None:
    """Key tasks are cancelled from above; their weight goes to the units' others, nodes close."""
    del turn
    for place, nodes in enumerate(_CANCELLED):
        found = stage.rows(
            "SELECT i.id FROM indicator i WHERE i.district_id = :district AND i.year = :year"
            " AND i.category = 'key' AND i.state = 'in_progress' AND 2 < (SELECT count(*)"
            "  FROM indicator x WHERE x.district_id = i.district_id AND x.unit_id = i.unit_id"
            "  AND x.year = i.year AND x.category = 'key' AND x.state = 'in_progress')"
            " AND NOT EXISTS (SELECT FROM request q WHERE q.district_id = i.district_id"
            "  AND q.about_id = i.id AND q.state = 'requested')"
            f" AND EXISTS (SELECT FROM node n WHERE n.district_id = i.district_id"
            f"  AND n.indicator_id = i.id AND n.state = {nodes}) ORDER BY i.id"
        )
        if found:
            chosen = stage.draws.one(found, "cancelled", place)["id"]
            desk = stage.desk("office-clerk", "市级下达任务取消。")
            body = {"document": stage.document("京绩办函", 30 + place)}
            one(indicators.cancel(desk, [Order(chosen, body)]))


def cancel_verified(stage: Stage, turn: Turn) -> None:
    """A key task is cancelled when it is verified already; the other verified ones take over."""
    del turn
    found = stage.rows(
        "SELECT i.id FROM indicator i WHERE i.district_id = :district AND i.year = :year"
        " AND i.category = 'key' AND i.state = 'verified' AND 2 < (SELECT count(*)"
        "  FROM indicator x WHERE x.district_id = i.district_id AND x.unit_id = i.unit_id"
        "  AND x.year = i.year AND x.category = 'key' AND x.state = 'verified')"
        " AND NOT EXISTS (SELECT FROM inspection v WHERE v.district_id = i.district_id"
        "  AND v.indicator_id = i.id AND v.state <> 'closed') ORDER BY i.id"
    )
    if found:
        desk = stage.desk("office-clerk", "市级年底收回该项任务。")
        body = {"document": stage.document("京绩办函", 50)}
        chosen = stage.draws.one(found, "cancelled when verified")["id"]
        one(indicators.cancel(desk, [Order(chosen, body)]))
