"""What a round of inspections draws from (抽样总体): reported nodes with source and risk."""

from collections.abc import Mapping
from typing import Any

from plans.settings_inspections import Inspections, stratum_of
from plans.words import Risk, Source, UnitKind
from services.reading import many
from states.inspection_round import Occasion

# The last reported node of every indicator at work that no round has looked at yet. Of a body that
# is gone whoever has the indicator now shows what was done.
CANDIDATES = """
    SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.id), '[]') FROM (
        SELECT DISTINCT ON (i.id) n.id,
            CASE WHEN u.until_day IS NULL THEN n.unit_id ELSE i.unit_id END AS unit_id,
            n.assessor_id, i.id AS indicator_id, i.level3,
            i.target, n.text, u.kind, g.level AS source,
            (SELECT array_agg(DISTINCT m.lamp) FROM node m WHERE m.district_id = i.district_id
                AND m.indicator_id = i.id) AS lamps,
            (SELECT count(*) FROM node m WHERE m.district_id = i.district_id
                AND m.indicator_id = i.id AND NOT m.taken_in
                AND (m.late_days > 0 OR m.state = 'missed')) AS late,
            EXISTS (SELECT FROM inspection x WHERE x.district_id = i.district_id
                AND x.unit_id = n.unit_id AND x.outcome <> 'consistent'
                AND x.round_id = (SELECT r.id FROM inspection_round r
                    WHERE r.district_id = i.district_id AND r.year = i.year
                      AND r.drawn_on IS NOT NULL ORDER BY r.number DESC LIMIT 1)) AS found
        FROM indicator i
        JOIN node n ON n.district_id = i.district_id AND n.indicator_id = i.id
            AND n.state IN ('reported', 'accepted')
        JOIN unit u ON u.district_id = n.district_id AND u.id = n.unit_id
        LEFT JOIN goal g ON g.district_id = i.district_id AND g.id = i.goal_id
        WHERE i.district_id = s.district_id AND i.year = s.year
          AND i.state IN ('in_progress', 'verified', 'scored')
          AND (s.matters = '[]' OR s.matters ? i.level3)
        ORDER BY i.id, n.number DESC) c
    WHERE NOT EXISTS (SELECT FROM inspection x
        WHERE x.district_id = s.district_id AND x.node_id = c.id)
"""


def drawable(rules: Inspections, row: Mapping[Any, Any]) -> int:
    """Count the candidates of a round whose stratum has a rate."""
    rates = rules.rates(Occasion(row["occasion"]))
    items = (item_of(rules, item) for item in many(row.get("candidates")))
    return sum(bool(rates.get(item["stratum"])) for item in items)


def item_of(rules: Inspections, item: Mapping[str, Any]) -> dict[str, str]:
    """Describe a candidate as the population keeps it: id, unit, source, risk, stratum."""
    kind, source = UnitKind(item["kind"]), Source(item["source"] or Source.OWN)
    risk = _risk(rules, item)
    return {
        "id": item["id"],
        "unit": item["unit_id"],
        "source": source.value,
        "risk": risk.value,
        "stratum": stratum_of(kind, source, risk),
    }


def _risk(rules: Inspections, item: Mapping[str, Any]) -> Risk:
    rule = rules.risk
    points = max((rule.of_lamp(lamp) for lamp in item["lamps"] or ()), default=0)
    points += rule.late_node * item["late"] + rule.finding * bool(item["found"])
    return rule.level(points)
