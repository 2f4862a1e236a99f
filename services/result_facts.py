"""How results are read, and what their lifecycle's questions look at."""

from collections.abc import Mapping
from typing import Any

from kit.errors import Objection
from services.acts import Order
from services.desk import Desk, Noun
from services.door import Subject
from services.reading import one_read, some
from services.unsettled import UNSETTLED_APPEAL
from states.result import ResultFacts

# A decision about a correction is used up by the version that it led to.
_FACTS = f"""
    (SELECT g.state FROM gate g WHERE g.district_id = s.district_id AND g.year = s.year
        AND g.key = 'results_confirmed' ORDER BY g.round DESC LIMIT 1) AS gate_state,
    CASE WHEN s.state = 'published' THEN (
        SELECT jsonb_build_object('id', g.id, 'state', g.state) FROM gate g
        WHERE g.district_id = s.district_id AND g.year = s.year AND g.key = 'result_corrected'
          AND g.about_id = s.id AND NOT EXISTS (SELECT FROM result_version v
            WHERE v.district_id = g.district_id AND v.gate_id = g.id)
        ORDER BY g.round DESC LIMIT 1) END AS correction_gate,
    s.state = 'published' AND EXISTS (SELECT FROM appeal a WHERE a.district_id = s.district_id
        AND a.result_id = s.id AND a.state = 'upheld' AND {UNSETTLED_APPEAL}) AS appealed,
    CASE WHEN s.state = 'published' THEN (
        SELECT count(*) FROM indicator i WHERE i.district_id = s.district_id AND i.year = s.year
          AND i.unit_id = s.unit_id AND i.state NOT IN ('scored', 'cancelled')) END AS unscored,
"""


def result_facts(desk: Desk, subject: Subject, order: Order) -> ResultFacts:
    """Gather what the questions about a result look at."""
    row, base = subject.row, desk.base(subject, order)
    if "state" not in row:
        return ResultFacts(**base)
    return ResultFacts(
        **base,
        missing=_missing(row),
        gate=row["gate_state"] or "",
        counted=bool(order.body.get("session")),
        undecided=row["undecided"],
        flash_values=row["flash_values"],
        flash_allowed=desk.rules.plan.flash_values.publish,
        unscored=row["unscored"] or 0,
        correction=some(row["correction_gate"]).get("state", ""),
        follows=bool(order.body.get("follows")),
    )


def _missing(row: Mapping[Any, Any]) -> tuple[Objection, ...]:
    lacking = (
        ("daily", Objection("result.no_daily", "日常指标考核成绩未算出。", "请先完成评分。")),
        ("duty", Objection("result.no_duty", "没有述职考评成绩。", "请先录入述职成绩。")),
        ("total", Objection("result.no_total", "总成绩未算出。", "请先试算。")),
    )
    return tuple(objection for column, objection in lacking if row[column] is None)


RESULT = Noun("result", one_read("result", _FACTS), result_facts)
