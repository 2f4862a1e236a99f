"""Annual evaluation, second half: what is added and taken away."""

from cli.rehearsal.papers import paper
from cli.rehearsal.stage import Found, Stage, Turn, done
from services import adjustments, evidence
from services.acts import Order, orders

#: Awards by event, how many units of a hundred have one, who issued the document, and its name.
_AWARDS = (
    ("award_district", 12, "房政表", "年度先进单位"),
    ("award_city", 4, "京政表", "首都文明单位"),
)
#: A district's award that the city gives as well: of the two the higher one counts.
_RAISED = ("award_city", "京政表", "年度先进单位")
_SHAM = "表彰对象为个人，不属于单位绩效加分事项。"
_AGAIN = "经核实，表彰文件所列对象为集体，补充原件后重新提出。"


def propose_awards(stage: Stage, turn: Turn) -> None:
    """The office proposes what awards bring; what the process cost the system has proposed."""
    del turn
    for event, per_hundred, issuer, name in _AWARDS:
        for number, unit_id in enumerate(stage.few(event, per_hundred), start=3):
            _propose(stage, unit_id, event, stage.document(issuer, number), name)
    event, issuer, name = _RAISED
    raised = stage.few("award_district", 12)[-1]
    _propose(stage, raised, event, stage.document(issuer, 90), name)


def _propose(stage: Stage, unit_id: str, event: str, document: str, name: str) -> None:
    if stage.plan.adjustments.event(event) is None:
        return
    body = {"event": event, "document": document, "deed": f"{unit_id}{name}"}
    proposed = adjustments.propose(stage.desk("office-clerk"), unit_id, body)
    file = paper(f"{document} {name}", [stage.rules.body(unit_id).name, document])
    title = f"{name}（{document}）.pdf"
    stored = stage.house.store.put([file], stage.plan.evidence, title)
    desk = stage.desk("office-clerk")
    evidence.attach(desk, "adjustment", Order(proposed.id), stored, title)


def decide_adjustments(stage: Stage, turn: Turn) -> None:
    """The director approves what is proposed."""
    del turn
    found = _standing(stage, "proposed")
    ids = orders([row["id"] for row in found])
    done(adjustments.approve(stage.desk("office-director"), ids))


def doubt_an_award(stage: Stage, turn: Turn) -> None:
    """The director rejects an award that seems to be a person's."""
    del turn
    awards = [row["id"] for row in _standing(stage, "proposed") if row["event"] == "award_district"]
    sham = stage.draws.some(awards, 1, "sham award")
    done(adjustments.reject(stage.desk("office-director", _SHAM), orders(sham)))


def insist_on_the_award(stage: Stage, turn: Turn) -> None:
    """The office finds the original and proposes it again."""
    del turn
    doubted = [
        row["id"] for row in _standing(stage, "rejected") if row["event"].startswith("award")
    ]
    done(adjustments.repropose(stage.desk("office-clerk", _AGAIN), orders(doubted)))


def _standing(stage: Stage, state: str) -> Found:
    return stage.rows(
        "SELECT id, event FROM adjustment WHERE district_id = :district AND year = :year"
        " AND state = :state ORDER BY id",
        state=state,
    )
