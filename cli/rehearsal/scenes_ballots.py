"""Annual evaluation: the judges vote in secret (方案 五（五）三是); one session is repeated."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cli.rehearsal.scenes_year_end import present
from cli.rehearsal.stage import Found, Stage, Turn, done
from services import ballot_sessions, ballot_urn, ballots, paper_ballots
from services.acts import Order, orders
from services.ballots import Claimed

_ON_SITE, _IN_WRITING = "on_site", "in_writing"
_LABELS = {_ON_SITE: "现场述职测评", _IN_WRITING: "书面述职测评"}
_WRONG_ORDER = "述职次序有误，重新筹备。"
_BROKE_OFF = "会场断电，部分评委未能投票，本场作废重测。"
_ALL_VOTED = "到会评委均已投票。"
_INVALID = "同一单位画了两个分数"
#: The group whose third judge hands in a paper ballot, and one that is no good besides.
_ON_PAPER = "deputies"
#: In a thousand: judges who do not know a unit, judges who think again, sessions with an absent
#: group.
_UNKNOWN, _AGAIN, _ABSENT = 15, 60, 120


def hear_on_site(stage: Stage, turn: Turn) -> None:
    """Reports on site are given and judged the same day; the order was wrong at first."""
    del turn
    units = present(stage, _ON_SITE)
    first = _prepare(stage, _ON_SITE, units)
    desk = stage.desk("office-director", _WRONG_ORDER)
    ballot_urn.void(desk, stage.house.keys, Order(first))
    stage.draws.of("speaking order").shuffle(units)
    _vote(stage, _open(stage, _prepare(stage, _ON_SITE, units)), _judges(stage))


def break_off(stage: Stage, turn: Turn) -> None:
    """The session for reports in writing begins and is voided half way."""
    del turn
    session = _open(stage, _prepare(stage, _IN_WRITING, _read_in_writing(stage)))
    judges = _judges(stage)
    _vote(stage, session, judges[: len(judges) // 2])
    ballot_urn.void(stage.desk("office-director", _BROKE_OFF), stage.house.keys, Order(session))


def repeat(stage: Stage, turn: Turn) -> None:
    """It is repeated from the beginning."""
    del turn
    session = _open(stage, _prepare(stage, _IN_WRITING, _read_in_writing(stage)))
    _vote(stage, session, _judges(stage))


def lock(stage: Stage, turn: Turn) -> None:
    """The office locks the urns."""
    del turn
    for session in _in_state(stage, "open"):
        desk = stage.desk("office-clerk", _ALL_VOTED)
        ballot_urn.lock(desk, stage.house.keys, Order(session))


def publish(stage: Stage, turn: Turn) -> None:
    """The director publishes what was counted."""
    del turn
    locked = orders(_in_state(stage, "locked"))
    done(ballot_sessions.publish(stage.desk("office-director"), locked))


def _read_in_writing(stage: Stage) -> list[str]:
    found = stage.rows(
        "SELECT d.unit_id FROM duty_report d JOIN unit u ON u.district_id = d.district_id"
        " AND u.id = d.unit_id WHERE d.district_id = :district AND d.year = :year"
        " AND d.state = 'presented' AND d.mode = 'in_writing' ORDER BY u.sort"
    )
    return [row["unit_id"] for row in found]


def _in_state(stage: Stage, state: str) -> list[str]:
    found = stage.rows(
        "SELECT id FROM ballot_session WHERE district_id = :district AND year = :year"
        " AND state = :state ORDER BY id",
        state=state,
    )
    return [row["id"] for row in found]


def _prepare(stage: Stage, mode: str, units: list[str]) -> str:
    return ballot_sessions.prepare(stage.desk("office-clerk"), _LABELS[mode], mode, units).id


def _open(stage: Stage, session: str) -> str:
    ballot_urn.open_(stage.desk("office-clerk"), stage.house.keys, Order(session))
    return session


def _judges(stage: Stage) -> Found:
    return stage.rows(
        "SELECT person_id, scope FROM assignment WHERE district_id = :district"
        " AND capacity = 'judge' AND CAST(:year AS integer) > 0 ORDER BY scope, person_id"
    )


def _vote(stage: Stage, session: str, judges: Found) -> None:
    absent = _absent(stage, session)
    for judge in judges:
        if judge["scope"] == absent:
            continue
        if judge["person_id"] == f"{_ON_PAPER}-3":
            _on_paper(stage, session, judge)
        else:
            _cast(stage, session, judge)


def _absent(stage: Stage, session: str) -> str:
    """Name the group of which nobody came: now and then the smallest."""
    away = stage.draws.happens(_ABSENT, "absent", session)
    return stage.plan.judges.groups[-1].key if away else ""


def _cast(stage: Stage, session: str, judge: Mapping[Any, Any]) -> None:
    order = Order(session)
    paper = ballots.claim(stage.desk(judge["person_id"]), stage.house.keys, order)
    again = stage.draws.happens(_AGAIN, "again", session, judge["person_id"])
    for thought in range(1 + again):
        _put_in(stage, paper, _marks(stage, session, judge, paper.units, thought))


def _put_in(stage: Stage, paper: Claimed, marks: Mapping[str, Any]) -> None:
    ballots.cast(stage.connection, stage.house.keys, stage.pass_time(), paper.token, marks)


def _on_paper(stage: Stage, session: str, judge: Mapping[Any, Any]) -> None:
    (found,) = stage.rows(
        "SELECT units FROM ballot_session WHERE district_id = :district"
        " AND CAST(:year AS integer) > 0 AND id = :id",
        id=session,
    )
    body = {"group": judge["scope"], "marks": _marks(stage, session, judge, found["units"], 0)}
    clerk = stage.desk("office-clerk-2")
    paper_ballots.enter_paper(clerk, stage.house.keys, Order(session, body))
    spoilt = Order(session, {"group": judge["scope"]}, reason=_INVALID)
    paper_ballots.enter_paper(stage.desk("office-clerk-2"), stage.house.keys, spoilt)


def _marks(
    stage: Stage, session: str, judge: Mapping[Any, Any], units: Sequence[str], thought: int
) -> dict[str, Any]:
    who = judge["person_id"]
    return {
        unit: "unknown"
        if stage.draws.happens(_UNKNOWN, "unknown", session, who, unit)
        else _mark(stage, unit, session, who, thought)
        for unit in units
    }


def _mark(stage: Stage, unit: str, *who: object) -> Decimal:
    """Draw a mark in tenths around what a unit is held to be worth, in the plan's steps."""
    level = stage.draws.of("esteem", unit).randint(840, 940)
    drawn = Decimal(level + stage.draws.of("marks", unit, *who).randint(-50, 50)).scaleb(-1)
    rule = stage.plan.judges
    return min(max(drawn // rule.step * rule.step, rule.lowest), rule.highest)
