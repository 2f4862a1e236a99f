"""Gates (关口): the office asks, the members of the joint conference decide one by one."""

from collections.abc import Callable

from cli.rehearsal.stage import Stage, Turn
from services import gates
from services.acts import Order, one
from states.gate import GateState

Scene = Callable[[Stage, Turn], None]
_APPROVED, _REJECTED = GateState.APPROVED.value, GateState.REJECTED.value
_AGAINST = (
    "部分指标目标值偏低，未体现标杆超越原则。",
    "共性工作的考核标准尚需细化。",
    "同意其他成员意见，请修改后再议。",
)


def ask(key: str) -> Scene:
    """Make the scene in which the office asks for the decision."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        gates.request(stage.desk("office-clerk"), key)

    return scene


def refuse(key: str) -> Scene:
    """Make the scene in which one member agrees and the others oppose until it is rejected."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        order = [Order(_standing(stage, key))]
        first, *others = _members(stage)
        one(gates.endorse(stage.desk(first), order))
        for place, member in enumerate(others):
            desk = stage.desk(member, _AGAINST[min(place, len(_AGAINST) - 1)])
            if one(gates.oppose(desk, order)).state == _REJECTED:
                return

    return scene


def approve(key: str) -> Scene:
    """Make the scene in which member after member agrees until it is approved."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        order = [Order(_standing(stage, key))]
        for member in stage.draws.of("votes", key).sample(_members(stage), len(_members(stage))):
            if one(gates.endorse(stage.desk(member), order)).state == _APPROVED:
                return

    return scene


def _members(stage: Stage) -> list[str]:
    return [f"member-{n}" for n, _ in enumerate(stage.plan.conference.members, start=1)]


def _standing(stage: Stage, key: str) -> str:
    found = stage.rows(
        "SELECT id FROM gate WHERE district_id = :district AND year = :year AND key = :key"
        " AND state = 'requested'",
        key=key,
    )
    return found[0]["id"]
