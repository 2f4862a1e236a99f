"""Gates (关口): the office asks, those whose turn it is decide one by one."""

from collections.abc import Callable

from cli.rehearsal.stage import Stage, Turn
from services import gate_circulation, gates
from services.acts import Order, one
from states.gate import GateState

Scene = Callable[[Stage, Turn], None]
_REJECTED = GateState.REJECTED.value
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
        order = [Order(standing(stage, key))]
        first, *others = _members(stage)
        one(gates.endorse(stage.desk(first), order))
        for place, member in enumerate(others):
            desk = stage.desk(member, _AGAINST[min(place, len(_AGAINST) - 1)])
            if one(gates.oppose(desk, order)).state == _REJECTED:
                break
        _copy(stage, order)

    return scene


def approve(key: str) -> Scene:
    """Make the scene in which whoever is waited for agrees, one by one, until it is approved."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        gate_id = standing(stage, key)
        votes = stage.draws.of("votes", key)
        while waited := waited_for(stage, gate_id):
            one(gates.endorse(stage.desk(votes.choice(waited)), [Order(gate_id)]))
        _copy(stage, [Order(gate_id)])

    return scene


def _copy(stage: Stage, order: list[Order]) -> None:
    (asked,) = order
    readers = Order(asked.id, {"readers": ["supervisor", "leader"]})
    one(gate_circulation.copy(stage.desk("office-clerk"), [readers]))


def _members(stage: Stage) -> list[str]:
    return [f"member-{n}" for n, _ in enumerate(stage.plan.conference.members, start=1)]


def waited_for(stage: Stage, gate_id: str) -> list[str]:
    """Name those who must sign now."""
    (row,) = stage.rows(
        "SELECT waiting_for FROM gate WHERE district_id = :district AND id = :id", id=gate_id
    )
    return list(row["waiting_for"])


def standing(stage: Stage, key: str) -> str:
    """Name the gate of a key that is being decided."""
    found = stage.rows(
        "SELECT id FROM gate WHERE district_id = :district AND year = :year AND key = :key"
        " AND state = 'requested'",
        key=key,
    )
    return found[0]["id"]
