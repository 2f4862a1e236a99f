"""Annual evaluation (年度考评阶段), first half: what was done is verified and scored."""

from cli.rehearsal.achieving import inputs
from cli.rehearsal.stage import Found, Stage, Turn, by, done
from services import indicators
from services.acts import Order, orders
from states.category import BY_EXAMINER, ON_EXAMINERS_OPINION

_DOUBT = "现场抽查数量与填报略有出入，建议核减后认定。"
_OVERRULED = "已按抽查结果核减，差异不影响节点认定，予以核验。"
_REJECTED = "年终察访核验发现台账不全，退回补充后重新核验。"


def opine_on_work(stage: Stage, turn: Turn) -> None:
    """Examiners say whether key work was done as reported."""
    del turn
    silent = _opinionless(stage, "in_progress")
    for assessor, rows in by(silent, "assessor_id").items():
        said = [
            Order(row["id"], {"agree": False}, reason=_DOUBT)
            if stage.draws.happens(10, "doubts work", row["id"])
            else Order(row["id"], {"agree": True})
            for row in rows
        ]
        done(indicators.opine(stage.desk(stage.examiner(assessor)), said))


def verify(stage: Stage, turn: Turn) -> None:
    """The office verifies key work and what units set themselves; examiners the common work."""
    del turn
    rows = _standing(stage, "in_progress")
    for assessor, mine in by(_of(rows, common=True), "assessor_id").items():
        ids = [row["id"] for row in mine]
        done(indicators.verify(stage.desk(stage.examiner(assessor)), orders(ids)))
    ready = [
        row for row in _of(rows, common=False) if row["opinion"] or not _is_key(row["category"])
    ]
    asked = [
        Order(row["id"], reason=_OVERRULED if _doubted(row["opinion"]) else "") for row in ready
    ]
    done(indicators.verify(stage.desk("office-clerk"), asked))


def reject_some(stage: Stage, turn: Turn) -> None:
    """The office takes a few verifications back after the year-end inspection."""
    del turn
    verified = [row for row in _standing(stage, "verified") if _is_key(row["category"])]
    chosen = stage.draws.some(verified, 1 + len(verified) // 300, "rejected")
    desk = stage.desk("office-clerk", _REJECTED)
    done(indicators.reject(desk, orders([row["id"] for row in chosen])))


def opine_on_score(stage: Stage, turn: Turn) -> None:
    """Examiners give what the scoring of key work needs."""
    del turn
    for assessor, rows in by(_opinionless(stage, "verified"), "assessor_id").items():
        said = [
            Order(row["id"], {"agree": True, "inputs": inputs(stage.draws, row)}) for row in rows
        ]
        done(indicators.opine(stage.desk(stage.examiner(assessor)), said))


def score(stage: Stage, turn: Turn) -> None:
    """The office scores key work and what units set themselves; examiners the common work."""
    del turn
    rows = _standing(stage, "verified")
    for assessor, mine in by(_of(rows, common=True), "assessor_id").items():
        given = [Order(row["id"], {"inputs": inputs(stage.draws, row)}) for row in mine]
        done(indicators.score(stage.desk(stage.examiner(assessor)), given))
    ready = [
        row for row in _of(rows, common=False) if row["opinion"] or not _is_key(row["category"])
    ]
    given = [
        Order(row["id"], {} if row["opinion"] else {"inputs": inputs(stage.draws, row)})
        for row in ready
    ]
    done(indicators.score(stage.desk("office-clerk"), given))


def _doubted(opinion: dict[str, str] | None) -> bool:
    return bool(opinion) and opinion["word"] == "disagree"


def _is_key(category: str) -> bool:
    return category in ON_EXAMINERS_OPINION


def _of(rows: Found, *, common: bool) -> Found:
    return [row for row in rows if (row["category"] in BY_EXAMINER) is common]


def _opinionless(stage: Stage, state: str) -> Found:
    return [
        row for row in _standing(stage, state) if _is_key(row["category"]) and not row["opinion"]
    ]


def _standing(stage: Stage, state: str) -> Found:
    return stage.rows(
        "SELECT i.id, i.unit_id, i.assessor_id, i.category, i.opinion, i.method, i.parameters,"
        " (SELECT n.report ->> 'value' IS NOT NULL FROM node n WHERE n.indicator_id = i.id"
        "  AND n.district_id = i.district_id AND n.report IS NOT NULL"
        "  ORDER BY n.number DESC LIMIT 1) AS reported"
        " FROM indicator i WHERE i.district_id = :district AND i.year = :year"
        " AND i.state = :state ORDER BY i.id",
        state=state,
    )
