"""Rounds of inspections (察访核验轮次): planned, drawn by lot from a published seed, closed."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import text

from kit.errors import BadInput
from scoring.sampling import digest_of, drawn, strata_of
from services.acts import Answer, Answers, Order, needed, one
from services.deeds import insisted
from services.desk import Desk, Noun
from services.door import Subject, judge
from services.inspection_facts import INSPECTION, read_day
from services.inspection_population import CANDIDATES, drawable, item_of
from services.intents import Effect, Message, Planned
from services.reading import many, one_read
from states.capacity import Capacity
from states.inspection import InspectionTrigger
from states.inspection_round import (
    InspectionRoundFacts,
    InspectionRoundTrigger,
    Mode,
    Occasion,
)
from states.words import Word

_T = InspectionRoundTrigger
W = TypeVar("W", bound=Word)
_OFFICE = (Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR)

_FACTS = f"""
    s.state <> 'closed' AS withheld,
    CASE WHEN s.state = 'planned' THEN ({CANDIDATES}) END AS candidates,
    (SELECT count(*) FROM inspection x WHERE x.district_id = s.district_id
        AND x.round_id = s.id AND x.state NOT IN ('closed', 'withdrawn')) AS unclosed,
"""


def inspection_round_facts(desk: Desk, subject: Subject, order: Order) -> InspectionRoundFacts:
    """Gather what the questions about a round look at."""
    row = subject.row
    return InspectionRoundFacts(
        **desk.base(subject, order),
        today=desk.today,
        draws_on=row["draws_on"],
        seed=_seed(row, order),
        candidates=drawable(desk.rules.plan.inspections, row),
        rates=Occasion(row["occasion"]) in desk.rules.plan.inspections.occasions,
        unclosed=row.get("unclosed") or 0,
    )


def _seed(row: Mapping[Any, Any], order: Order) -> str:
    # What was published before the draw cannot be changed at the draw.
    return row["seed"] or str(order.body.get("seed") or "").strip()


INSPECTION_ROUND = Noun(
    "inspection_round", one_read("inspection_round", _FACTS), inspection_round_facts
)
_NUMBER = text(
    "SELECT coalesce(max(number), 0) + 1 FROM inspection_round"
    " WHERE district_id = :district AND year = :year"
)


def plan(desk: Desk, body: Mapping[str, Any]) -> Answer:
    """Plan a round (制定核验方案).

    Args:
        desk: the office's.
        body: `occasion`, `mode`, `draws_on`; `label`; `seed`, a published text (a number drawn in
            a lottery, a date with a document number), where it is known already; `matters`, the
            level-3 names to which a random round keeps (针对重点任务及重大事项).

    Raises:
        BadInput: something is missing or unknown, or matters are named for another occasion.
    """
    occasion = _word(Occasion, str(needed(body, "occasion", "核验场合")))
    matters = sorted({str(matter) for matter in body.get("matters") or ()})
    if matters and occasion is not Occasion.RANDOM:
        raise BadInput("只有随机核验可以点名重点事项（matters）。")
    asked = {"district": desk.act.district_id, "year": desk.year}
    number = desk.connection.execute(_NUMBER, asked).scalar_one()
    row = {
        "id": f"{desk.year}-I{number}",
        "number": number,
        "label": str(body.get("label") or f"{desk.year}年{occasion.zh}"),
        "occasion": occasion.value,
        "mode": _word(Mode, str(needed(body, "mode", "核验方式"))).value,
        "draws_on": read_day(needed(body, "draws_on", "抽样日期")),
        "matters": matters,
        "seed": str(body.get("seed") or "").strip(),
        "planned_by": desk.act.actor,
    }
    return one(desk.bear(INSPECTION_ROUND, _T.PLAN, [row], _plan, dict(body)))


def _word(words: type[W], said: str) -> W:
    if said not in set(words):
        known = "、".join(f"{word.value}（{word.zh}）" for word in words)
        raise BadInput(f"没有“{said}”；可用：{known}。")
    return words(said)


def _plan(desk: Desk, subject: Subject, order: Order, facts: InspectionRoundFacts) -> Effect:
    del desk, order, facts
    row = subject.row
    data = {name: row[name] for name in ("occasion", "mode", "matters", "seed")}
    return Effect(data=data | {"draws_on": str(row["draws_on"])})


def draw(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Draw rounds by lot (抽样); the inspections are born with it. Body `seed` where none stands.

    Seed, population and rates stay with the round, the population's SHA-256 in the trail.
    """
    return desk.move(INSPECTION_ROUND, _T.DRAW, orders, _draw)


def _draw(desk: Desk, subject: Subject, order: Order, facts: InspectionRoundFacts) -> Effect:
    del order
    row, rules = subject.row, desk.rules.plan.inspections
    found = {item["id"]: item for item in many(row["candidates"])}
    population = [item_of(rules, item) for item in found.values()]
    occasion = Occasion(row["occasion"])
    rates, minimum = rules.rates(occasion), rules.occasions[occasion].minimum
    sample = drawn(facts.seed, population, rates, minimum)
    digest = digest_of(population)
    strata = strata_of(population, rates, minimum)
    told = f"{row['label']}（{row['id']}）已抽样：{len(population)}项中抽取{len(sample)}项。"
    return Effect(
        columns={
            "seed": facts.seed,
            "drawn_on": desk.today,
            "population": population,
            "population_digest": digest,
            "rates": {name: format(rate, "f") for name, rate in rates.items()},
            "minimum": minimum,
            "sample": list(sample),
        },
        data={
            "seed": facts.seed,
            "population_digest": digest,
            "population": len(population),
            "strata": {s.name: [s.size, format(s.rate, "f"), s.take] for s in strata},
            "sample": list(sample),
        },
        messages=(Message("drawn", _OFFICE, told),),
        also=_born(desk, subject, [found[node] for node in sample]),
    )


#: What nobody has written yet.
_BLANK: Mapping[str, Any] = {
    **dict.fromkeys(("place", "interviewee", "finding", "explanation", "document"), ""),
    **dict.fromkeys(("told", "explained_late"), False),
    "revisit_note": "",
    "returns": 0,
}


def _born(desk: Desk, round_: Subject, found: Sequence[Mapping[str, Any]]) -> tuple[Planned, ...]:
    verb = desk.verb(INSPECTION, InspectionTrigger.PLAN, _named)
    born: list[Planned] = []
    for number, item in enumerate(found, start=1):
        row: dict[str, Any] = {
            **_BLANK,
            "id": f"{round_.row['id']}-{number:03d}",
            "year": desk.year,
            "lamp": "green",
            "unit_id": item["unit_id"],
            "assessor_id": item["assessor_id"],
            "round_id": round_.row["id"],
            "number": number,
            "mode": round_.row["mode"],
            "indicator_id": item["indicator_id"],
            "node_id": item["id"],
            "level3": item["level3"],
            "target": item["target"],
            "text": item["text"],
        }
        subject = Subject(row, round_.capacities)
        born.append(insisted(judge(desk.act, verb, Order(row["id"], {"drawn": True}), subject)))
    return tuple(born)


def _named(desk: Desk, subject: Subject, order: Order, facts: Any) -> Effect:  # noqa: ANN401 - InspectionFacts, none looked at
    del desk, order, facts
    return Effect(data={name: subject.row[name] for name in ("round_id", "node_id", "mode")})


def close(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Close rounds of which every inspection is closed (办结)."""
    return desk.move(INSPECTION_ROUND, _T.CLOSE, orders)


def withdraw(desk: Desk, orders: Sequence[Order]) -> Answers:
    """Give planned rounds up, with a reason (撤销)."""
    return desk.move(INSPECTION_ROUND, _T.WITHDRAW, orders)
