"""Papers of the year: monthly bulletins, the overall report, the letter of results, notices."""

from cli.rehearsal.stage import Stage, Turn, done
from services import bulletins, documents
from services.acts import Order, one, orders
from services.inspection_bulletins import draft_due as draft_inspection_bulletins

_DIRECTOR, _CLERK = "office-director", "office-clerk"
_STANDING = (
    "SELECT id, state FROM document WHERE district_id = :district AND year = :year"
    " AND document_class = :class AND state = :state ORDER BY id"
)


def bulletin(stage: Stage, turn: Turn) -> None:
    """When a month is over its bulletin is drawn up, worded, approved and issued."""
    before = stage.working_day(turn.day, -1)
    if before.month == turn.day.month or turn.index == 0:
        return
    stage.flow("monthly-bulletin")
    if turn.day.month in _MISTAKEN:
        _draw_up_anew(stage, f"{before:%Y-%m}", approved=_MISTAKEN[turn.day.month])
    for row in _drafts(stage, "bulletin"):
        _word_and_issue(stage, row)


#: In these months the bulletin is found wanting, before it was approved or after.
_MISTAKEN = {11: False, 12: True}


def _draw_up_anew(stage: Stage, month: str, *, approved: bool) -> None:
    drafts = orders(_drafts(stage, "bulletin"))
    if approved:
        done(documents.approve(stage.desk(_DIRECTOR), drafts))
    done(documents.withdraw(stage.desk(_CLERK, "部分单位当日补报，数据更新后重新起草。"), drafts))
    done(bulletins.draft_bulletin(stage.desk(_CLERK), month))


def _word_and_issue(stage: Stage, document_id: str) -> None:
    blocks = {"overview": "各单位总体重视，个别单位仍存在临期突击、佐证不实的情况。"}
    one(documents.revise(stage.desk(_CLERK), [Order(document_id, {"blocks": blocks})]))
    one(documents.approve(stage.desk(_DIRECTOR), [Order(document_id)]))
    one(documents.issue(stage.desk(_CLERK), [Order(document_id)]))


def _drafts(stage: Stage, document_class: str, state: str = "drafted") -> list[str]:
    found = stage.rows(_STANDING, **{"class": document_class, "state": state})
    return [row["id"] for row in found]


def inspection_bulletins(stage: Stage, turn: Turn) -> None:
    """What closed rounds of inspections have found is drawn up, approved and issued."""
    del turn
    done(draft_inspection_bulletins(stage.desk("system:flow")))
    for document_id in _drafts(stage, "inspection_bulletin"):
        one(documents.approve(stage.desk(_DIRECTOR), [Order(document_id)]))
        one(documents.issue(stage.desk(_CLERK), [Order(document_id)]))


def word_reports(stage: Stage, turn: Turn) -> None:
    """The office words the overall report and the letter before they are approved."""
    del turn
    words = {
        "overall_report": {"problems": "部分指标目标值设置偏低，标杆超越体现不足。"},
        "results_letter": {"closing": "特此函告。"},
    }
    for document_class, blocks in words.items():
        asked = [Order(each, {"blocks": blocks}) for each in _drafts(stage, document_class)]
        done(documents.revise(stage.desk(_CLERK), asked))


def hand_over(stage: Stage, turn: Turn) -> None:
    """The director approves the letter, the office sends it."""
    del turn
    letters = orders(_drafts(stage, "results_letter"))
    done(documents.approve(stage.desk(_DIRECTOR), letters))
    done(documents.issue(stage.desk(_CLERK), letters))


def record_receipts(stage: Stage, turn: Turn) -> None:
    """The office records that 区委组织部 and 区政府 received what was sent; units sign notices."""
    for document_class in ("results_letter", "overall_report"):
        sent = _drafts(stage, document_class, "issued")
        asked = [Order(each, {"received_on": turn.day}) for each in sent]
        done(documents.receive(stage.desk(_CLERK), asked))
    for notice in _drafts(stage, "correction", "issued"):
        head = stage.head(notice.split("-")[1])
        one(documents.receive(stage.desk(head), [Order(notice)]))
