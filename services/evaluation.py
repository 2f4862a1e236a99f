"""Evaluation of the system itself (体系运行评估, 方案 六（二）): does it tell units apart, in time?

One round of set-based questions to the database; what is worth a word is `reports.evaluation`'s.
"""

from typing import Any

from sqlalchemy import text

from reports.evaluation import findings
from reports.evaluation_summary import told
from services.desk import Desk
from services.duty_days import rules_due

_MINE = "district_id = :district AND year = :year"
_LIKE = "district_id = :district AND subject_id LIKE :prefix"


def _rows(query: str) -> str:
    return f"(SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM ({query}) x)"


#: Indicators of one name, over all units: how many were scored, how many reached their weight.
_SPREAD = f"""
    SELECT level3, category, count(*) AS scored,
        count(*) FILTER (WHERE points >= weight * :full / 100) AS full_marks,
        round(stddev_pop(points / weight), 4)::text AS spread
    FROM indicator WHERE {_MINE} AND state = 'scored' GROUP BY 1, 2 ORDER BY 2, 1"""

#: Examining bodies: how they scored, when they sent their rules out.
_EXAMINERS = """
    SELECT i.assessor_id AS examiner, u.short_name AS name, count(*) AS indicators,
        count(*) FILTER (WHERE i.state = 'scored') AS scored,
        count(*) FILTER (WHERE i.state = 'scored' AND points >= weight * :full / 100) AS full_marks,
        round(stddev_pop(points / weight) FILTER (WHERE i.state = 'scored'), 4)::text AS spread,
        (SELECT min(k.issued_on) FROM detailed_rules k WHERE k.district_id = i.district_id
            AND k.year = i.year AND k.assessor_id = i.assessor_id) AS rules_on
    FROM indicator i JOIN unit u ON u.district_id = i.district_id AND u.id = i.assessor_id
    WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled' AND u.assessed
    GROUP BY i.district_id, i.year, i.assessor_id, u.short_name, u.sort ORDER BY u.sort"""

#: A unit's own view beside the examiners', over the indicators that have both.
_GAPS = """
    SELECT e.unit_id AS unit, u.short_name AS name, count(*) AS indicators,
        sum(p.value::numeric)::text AS own, sum(i.points)::text AS examined,
        (sum(p.value::numeric) - sum(i.points))::text AS gap
    FROM self_evaluation e CROSS JOIN LATERAL jsonb_each_text(e.points) p
    JOIN indicator i ON i.district_id = e.district_id AND i.id = p.key AND i.state = 'scored'
    JOIN unit u ON u.district_id = e.district_id AND u.id = e.unit_id
    WHERE e.district_id = :district AND e.year = :year AND e.state = 'submitted'
    GROUP BY 1, 2, u.sort ORDER BY u.sort"""

#: Who decided how much, and how many hours what was decided had waited.
_READERS = """
    SELECT t.actor, t.kind, t.trigger, count(*) AS decided,
        round((percentile_cont(0.5) WITHIN GROUP (ORDER BY
            extract(epoch FROM t.at - b.at)) / 3600)::numeric, 1)::text AS median_hours
    FROM trail t JOIN trail b ON b.district_id = t.district_id AND b.kind = t.kind
        AND b.subject_id = t.subject_id AND b.number = t.number - 1
    WHERE t.district_id = :district AND t.subject_id LIKE :prefix
        AND t.actor NOT LIKE 'system:%' AND (t.kind, t.trigger) IN (
        ('indicator', 'opine'), ('indicator', 'review'), ('indicator', 'return'),
        ('indicator', 'verify'), ('indicator', 'reject'), ('indicator', 'score'),
        ('node', 'accept'), ('node', 'return'), ('rectification_plan', 'review'),
        ('rectification_plan', 'return'), ('request', 'grant'), ('request', 'refuse'),
        ('adjustment', 'approve'), ('adjustment', 'reject'), ('detailed_rules', 'file'),
        ('detailed_rules', 'return'))
    GROUP BY 1, 2, 3 ORDER BY 2, 3, 1"""

#: What was handed in, and how much of it came back.
_RETURNED = f"""
    SELECT kind, count(*) FILTER (WHERE trigger IN ('declare', 'report')) AS handed_in,
        count(*) FILTER (WHERE trigger = 'return') AS came_back
    FROM trail WHERE {_LIKE} AND kind IN ('indicator', 'node', 'rectification_plan')
    GROUP BY 1 ORDER BY 1"""

#: The clocks: how many ran, how many came to their day.
_CLOCKS = f"""
    SELECT split_part(d.name, '-', 1) AS deadline, count(*) AS started,
        count(*) FILTER (WHERE EXISTS (SELECT FROM deadline_fire f
            WHERE f.district_id = d.district_id AND f.kind = d.kind
            AND f.subject_id = d.subject_id AND f.name = d.name AND f.visit = d.visit
            AND f.version = d.version AND f.rung NOT LIKE '-%')) AS missed,
        count(*) FILTER (WHERE d.set_aside IS NOT NULL) AS set_aside
    FROM deadline d WHERE d.{_LIKE} AND NOT EXISTS (SELECT FROM deadline n
            WHERE n.district_id = d.district_id AND n.kind = d.kind
            AND n.subject_id = d.subject_id AND n.name = d.name AND n.visit = d.visit
            AND n.version > d.version) GROUP BY 1 ORDER BY 1"""

#: How a unit's hundred points lie on its indicators.
_WEIGHTS = """
    SELECT i.unit_id AS unit, u.short_name AS name, count(*) AS indicators,
        max(i.weight)::text AS heaviest, min(i.weight)::text AS lightest
    FROM indicator i JOIN unit u ON u.district_id = i.district_id AND u.id = i.unit_id
    WHERE i.district_id = :district AND i.year = :year AND i.state <> 'cancelled'
    GROUP BY 1, 2, u.sort ORDER BY u.sort"""

#: Indicators about which nothing could be reported.
_UNMEASURED = """
    SELECT i.level3, count(DISTINCT i.unit_id) AS units, count(*) AS nil_reports
    FROM node n JOIN indicator i ON i.district_id = n.district_id AND i.id = n.indicator_id
    WHERE n.district_id = :district AND n.year = :year
    AND coalesce(n.report ->> 'zero_reason', '') <> '' GROUP BY 1 ORDER BY 3 DESC, 1"""

_SECTIONS = {
    "spread": _SPREAD,
    "examiners": _EXAMINERS,
    "gaps": _GAPS,
    "readers": _READERS,
    "returned": _RETURNED,
    "clocks": _CLOCKS,
    "weights": _WEIGHTS,
    "unmeasured": _UNMEASURED,
}
_LOOK = text(
    "SELECT " + ",\n".join(f"{_rows(query)} AS {name}" for name, query in _SECTIONS.items())
)


def evaluate(desk: Desk) -> dict[str, Any]:
    """Evaluate how a year's system works.

    Returns:
        Per section a list of rows (points, spreads and hours as text): `spread` by indicator name,
        `examiners`, `gaps` (own view minus examiners'), `readers` with median hours, `returned`,
        `clocks`, `weights`, `unmeasured`; besides `rules_due`, `findings` (code, where, message,
        remedy) and `sentences`, fit for the overall report.
    """
    settings = desk.rules.plan.evaluation
    asked = {
        "district": desk.act.district_id,
        "year": desk.year,
        "prefix": f"{desk.year}-%",
        "full": settings.full,
    }
    facts: dict[str, Any] = dict(desk.connection.execute(_LOOK, asked).mappings().one())
    due = rules_due(desk.rules).isoformat()
    facts |= {"year": desk.year, "rules_due": due, "today": desk.today.isoformat()}
    found = findings(facts, settings)
    return {**facts, "findings": found, "sentences": told(facts, found)}
