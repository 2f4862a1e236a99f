"""Inspections (察访核验): people go and look, units explain, the director determines."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cli.rehearsal.papers import paper
from cli.rehearsal.scenes_rounds import standing
from cli.rehearsal.stage import Found, Stage, Turn, by, done
from services import evidence, inspections
from services.acts import Order, orders
from states.inspection import Conclusion

Row = Mapping[Any, Any]
Scene = Callable[[Stage, Turn], None]
_C = Conclusion
_INSPECTORS = ("inspector-1", "inspector-2")
#: What is recorded, by fate; where none befalls, all is as reported.
_RECORDED: Mapping[str, Conclusion] = {
    "undone": _C.UNDONE,
    "obstructed": _C.OBSTRUCTED,
    "false": _C.FALSE,
    "sloppy": _C.CONSISTENT,
    "": _C.CONSISTENT,
}
_FINDINGS: Mapping[Conclusion, str] = {
    _C.CONSISTENT: "现场与填报一致，台账、照片、验收单齐全。",
    _C.MISMATCH: "现场完成数量少于填报数，差额部分正在收尾。",
    _C.UNDONE: "填报已完成，现场尚未开工，验收单日期晚于填报。",
    _C.FALSE: "验收单系伪造，签字人否认签署，照片取自其他项目。",
    _C.OBSTRUCTED: "门卫以负责人不在为由拒绝进入，联系人不接电话。",
}
_PLACES = ("项目现场", "村委会", "社区服务站", "施工工地", "窗口大厅")
_SLOPPY = "记录未写明核查了哪些台账，照片不清，请重新核验。"
_EXPLAINED = "经核实，差额部分因雨季推迟，已倒排工期，附现场照片。"
_CLEARED = "单位补充的验收材料属实，填报口径与任务书一致。"


def send_out(stage: Stage, turn: Turn) -> None:
    """Half of what was drawn goes to the third party; all of it is sent out."""
    del turn
    found = standing(stage, "planned")
    third = [row for row in found if stage.draws.happens(500, "third party", row["id"])]
    asked = [Order(row["id"], {"inspector_id": _inspector(stage, row)}) for row in third]
    done(inspections.assign(stage.desk("office-clerk"), asked))
    done(inspections.issue(stage.desk("office-clerk"), orders([row["id"] for row in found])))


def _inspector(stage: Stage, row: Row) -> str:
    return stage.draws.one(_INSPECTORS, "inspector", row["id"])


def change_inspector(stage: Stage, turn: Turn) -> None:
    """An inspector falls ill; the other one goes."""
    del turn
    found = [row for row in standing(stage, "issued") if row["inspector_id"]]
    for row in stage.draws.some(found, 1, "ill"):
        other = next(name for name in _INSPECTORS if name != row["inspector_id"])
        order = Order(row["id"], {"inspector_id": other})
        done(inspections.assign(stage.desk("office-clerk"), [order]))


def record(stage: Stage, turn: Turn) -> None:
    """Inspectors, examiners and the office write down what they found, with photographs."""
    for visitor, rows in _by_visitor(stage, standing(stage, "issued")):
        name = f"察访核验照片（{turn.day}）.pdf"
        lines = [f"{row['id']} {row['level3']}：{row['text']}" for row in rows]
        file = paper(f"{visitor} {name.removesuffix('.pdf')}", lines)
        stored = stage.house.store.put([file], stage.plan.evidence, name)
        ids = orders([row["id"] for row in rows])
        done(evidence.attach_all(stage.desk(visitor), "inspection", ids, stored, name))
        asked = [Order(row["id"], _record(stage, turn, row)) for row in rows]
        done(inspections.record(stage.desk(visitor), asked))


def _by_visitor(stage: Stage, rows: Found) -> Iterator[tuple[str, Found]]:
    found = [{**row, "visitor": _visitor(stage, row)} for row in rows]
    yield from by(found, "visitor").items()


def _visitor(stage: Stage, row: Row) -> str:
    if row["inspector_id"]:
        return row["inspector_id"]
    examined = row["assessor_id"] and stage.draws.happens(500, "examiner visits", row["id"])
    return stage.examiner(row["assessor_id"]) if examined else "office-clerk-2"


def _record(stage: Stage, turn: Turn, row: Row) -> dict[str, Any]:
    conclusion = _RECORDED.get(stage.fates.get(row["id"], ""), _C.MISMATCH)
    return {
        "place": stage.draws.one(_PLACES, "place", row["id"]),
        "visited_on": turn.day,
        "interviewee": "现场负责人",
        "finding": _FINDINGS[conclusion],
        "conclusion": conclusion.value,
    }


def review(stage: Stage, turn: Turn) -> None:
    """The office reads the records; a sloppy one goes back once."""
    del turn
    found = standing(stage, "recorded")
    back = [row["id"] for row in found if _is_sloppy(stage, row)]
    passed = [row["id"] for row in found if row["id"] not in back]
    done(inspections.return_(stage.desk("office-clerk", _SLOPPY), orders(back)))
    done(inspections.review(stage.desk("office-clerk"), orders(passed)))


def _is_sloppy(stage: Stage, row: Row) -> bool:
    return stage.fates.get(row["id"]) == "sloppy" and not row["returns"]


def notify(stage: Stage, turn: Turn) -> None:
    """Units are told what was found; what was as reported is closed."""
    del turn
    found = standing(stage, "reviewed")
    fine = [row["id"] for row in found if row["conclusion"] == _C.CONSISTENT]
    wrong = [row["id"] for row in found if row["id"] not in fine]
    done(inspections.close(stage.desk("office-clerk"), orders(fine)))
    done(inspections.notify(stage.desk("office-clerk"), orders(wrong)))


def explain(stage: Stage, turn: Turn) -> None:
    """Heads explain in time, with papers; one does so late, one never."""
    units = {body.id for body in stage.standing(turn.day)}
    for row in standing(stage, "notified"):
        fate = stage.fates.get(row["id"], "")
        late = fate == "late" and turn.day <= row["explain_by"]
        if row["explained_by"] or late or fate == "silent" or row["unit_id"] not in units:
            continue
        name = f"关于{row['id']}的说明.pdf"
        file = paper(name.removesuffix(".pdf"), [row["level3"], _EXPLAINED, str(turn.day)])
        stored = stage.house.store.put([file], stage.plan.evidence, name)
        clerk = stage.desk(stage.clerk(row["unit_id"]))
        evidence.attach(clerk, "inspection", Order(row["id"]), stored, name)
        head = stage.desk(stage.head(row["unit_id"]))
        done(inspections.explain(head, [Order(row["id"], {"explanation": _EXPLAINED})]))


def determine(stage: Stage, turn: Turn) -> None:
    """The director determines what was explained, and what was not in its days."""
    ready = [
        row
        for row in standing(stage, "notified")
        if row["explained_by"] or turn.day > row["explain_by"]
    ]
    for row in ready:
        _determine(stage, row)


def determine_falsehood(stage: Stage, turn: Turn) -> None:
    """The director determines one falsehood before the rest, which waits."""
    del turn
    explained = [row for row in standing(stage, "notified") if row["explained_by"]]
    for row in [row for row in explained if stage.fates.get(row["id"]) == "false"][:1]:
        _determine(stage, row)


def _determine(stage: Stage, row: Row) -> None:
    fate = stage.fates.get(row["id"], "")
    if fate == "cleared":
        order = Order(row["id"], {"outcome": _C.CONSISTENT.value}, reason=_CLEARED)
    elif fate == "false":
        order = Order(row["id"], {"document": stage.document("房绩效办移", row["number"])})
    else:
        order = Order(row["id"])
    done(inspections.determine(stage.desk("office-director"), [order]))


def revisit(stage: Stage, turn: Turn) -> None:
    """Whoever visited goes once more; some have rectified nothing. Then the matter is closed."""
    del turn
    wrong = [row for row in standing(stage, "determined") if row["outcome"] != _C.CONSISTENT]
    for visitor, rows in _by_visitor(stage, wrong):
        asked = [Order(row["id"], _seen(stage, row)) for row in rows]
        done(inspections.revisit(stage.desk(visitor), asked))
    left = [row["id"] for row in (*standing(stage, "determined"), *standing(stage, "revisited"))]
    done(inspections.close(stage.desk("office-clerk"), orders(left)))


def _seen(stage: Stage, row: Row) -> dict[str, Any]:
    mended = stage.fates.get(row["id"]) not in ("doubled", "unmended")
    note = "问题已整改，台账补齐。" if mended else "现场与首次核验时相同，未见整改。"
    return {"rectified": mended, "note": note}
