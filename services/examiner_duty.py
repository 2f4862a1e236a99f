"""Examiners that miss their own duty (小考官未履职): what the system proposes against them.

An examiner whose rules (考核细则) were not sent out in time, or that left something unverified or
unscored beyond its day, loses points of its own (domain 5.6). Once a year for each; the director
approves or rejects it like any other, and the office takes the scoring over.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from plans.words import Hand
from services.acts import Answers
from services.adjustments import ADJUSTMENT, plan_propose, priced
from services.deeds import EXAMINER_DUTIES, duty_deed
from services.desk import Desk
from services.duty_days import is_overdue, rules_due
from states.adjustment import AdjustmentTrigger

_T = AdjustmentTrigger
_FLOW = "system:flow"
_RULES, _SCORES = EXAMINER_DUTIES

_MINE = "i.district_id = :district AND i.year = :year AND i.assessor_id = ANY(:assessed)"
#: Bodies that examine what has started, and sent no rules out by the day.
_LATE_RULES = f"""SELECT DISTINCT i.assessor_id AS id, '{_RULES}' AS event FROM indicator i
    WHERE {_MINE} AND i.state IN ('in_progress', 'verified', 'scored')
    AND CAST(:rules_over AS boolean) AND NOT EXISTS (SELECT FROM detailed_rules k
        WHERE k.district_id = i.district_id AND k.year = i.year
        AND k.assessor_id = i.assessor_id AND k.issued_on <= :rules_due)"""
#: Bodies for whose hand or word something has waited since before the day was over, and that was
#: never scored.
_LATE_SCORES = f"""SELECT DISTINCT i.assessor_id AS id, '{_SCORES}' AS event FROM indicator i
    WHERE {_MINE} AND CAST(:scores_over AS boolean)
    AND (i.category = ANY(:examined)
        OR i.category = ANY(:opined) AND coalesce(i.opinion ->> 'word', '') = '')
    AND i.moved_at <= :scores_end
    AND (i.state = 'verified' OR i.state = 'in_progress' AND NOT EXISTS (SELECT FROM node n
        WHERE n.district_id = i.district_id AND n.indicator_id = i.id AND (n.moved_at > :scores_end
            OR n.state NOT IN ('accepted', 'missed', 'cancelled'))))
    AND NOT EXISTS (SELECT FROM trail t WHERE t.district_id = i.district_id
        AND t.kind = 'indicator' AND t.subject_id = i.id AND t.trigger = 'score')"""
_UNPROPOSED = """NOT EXISTS (SELECT FROM adjustment a WHERE a.district_id = :district
    AND a.year = :year AND a.unit_id = x.id AND a.event = x.event)"""
#: Examiners that have missed a duty and no proposal says so yet.
OVERDUE = f"SELECT x.id FROM ({_LATE_RULES} UNION ALL {_LATE_SCORES}) x WHERE {_UNPROPOSED}"
_MISSED = text(
    f"SELECT x.id, x.event FROM ({_LATE_RULES} UNION ALL {_LATE_SCORES}) x"
    f" WHERE {_UNPROPOSED} AND x.id = ANY(:ids) ORDER BY 1, 2"
)


def asked(desk: Desk) -> dict[str, Any]:
    """Give the parameters of `OVERDUE`."""
    due = rules_due(desk.rules)
    hands, last = desk.rules.plan.categories, desk.rules.plan.year_end.examiner_due
    return {
        "rules_due": due,
        "rules_over": desk.today > due,
        "scores_end": desk.rules.end(last) if last else desk.act.at,
        "scores_over": is_overdue(desk.rules, desk.today),
        "examined": [c.value for c, rule in hands.items() if rule.scored_by is Hand.EXAMINER],
        "opined": [
            c.value for c, rule in hands.items() if rule.scored_by is Hand.OFFICE_ON_OPINION
        ],
        "assessed": [body.id for body in desk.rules.assessed(desk.today)],
    }


def propose_overdue(desk: Desk, examiners: Sequence[str]) -> Answers:
    """Propose what examiners lose for a duty they have missed (提出); idempotent.

    Args:
        desk: any; the system proposes.
        examiners: ids of bodies that wait for it (`OVERDUE`).
    """
    mine = {"district": desk.act.district_id, "year": desk.year, "ids": list(examiners)}
    found = desk.connection.execute(_MISSED, mine | asked(desk)).all()
    system = desk.by(_FLOW)
    rows = [
        _row(system, one.id, one.event)
        for one in found
        if desk.rules.plan.adjustments.event(one.event)
    ]
    return system.bear(ADJUSTMENT, _T.PROPOSE, rows, plan_propose) if rows else []


def _row(desk: Desk, examiner: str, event: str) -> dict[str, Any]:
    deed = duty_deed(desk.year, examiner, event)
    row = priced(desk, examiner, event, Decimal(1))
    return row | {"id": deed, "deed": deed, "about": "", "document": ""}
