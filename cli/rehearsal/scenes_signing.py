"""How a gate goes round before it is decided: opinions, more signers, sent back, asked again."""

from collections.abc import Callable

from cli.rehearsal.scenes_gates import Scene, standing, waited_for
from cli.rehearsal.stage import Stage, Turn
from services import gate_circulation, gate_signers, gates
from services.acts import Answers, Order, one
from services.desk import Desk

_CLERK, _DIRECTOR = "office-clerk", "office-director"
Verb = Callable[[Desk, list[Order]], Answers]


def circulate(key: str) -> Scene:
    """Make the scene in which a gate of director and conference goes round, but is not decided."""

    def scene(stage: Stage, turn: Turn) -> None:
        del turn
        gate_id = standing(stage, key)
        _hear_first(stage, gate_id)
        _add_leaders(stage, gate_id)
        _vote_and_doubt(stage, gate_id)
        _return(stage, gate_id)

    return scene


def _do(stage: Stage, who: str, verb: Verb, gate_id: str, reason: str = "", **body: object) -> None:
    one(verb(stage.desk(who), [Order(gate_id, body, reason=reason)]))


def _hear_first(stage: Stage, gate_id: str) -> None:
    """The office reminds the director, who has a unit's head say something first."""
    heads = [stage.head(unit.id) for unit in stage.assessed]
    first, adviser = stage.draws.some(heads, 2, "opinions", gate_id)
    _do(stage, _CLERK, gate_circulation.copy, gate_id, readers=["supervisor"])
    _do(stage, _CLERK, gate_circulation.nudge, gate_id)
    _do(stage, _DIRECTOR, gate_signers.delegate, gate_id, person=first)
    _do(stage, _DIRECTOR, gate_circulation.recall, gate_id, "另请熟悉情况的单位提意见。")
    _do(stage, _DIRECTOR, gate_signers.delegate, gate_id, person=adviser)
    _do(stage, adviser, gate_signers.opine, gate_id, "本单位成绩与自评一致，没有不同意见。")


def _add_leaders(stage: Stage, gate_id: str) -> None:
    """The director wants the leader in charge to sign first; one too many is taken out again."""
    leaders = ["leader", "leader-2", "leader-3"]
    charged, other, spare = stage.draws.of("leaders", gate_id).sample(leaders, 3)
    add = {"where": "before"}
    _do(
        stage,
        _DIRECTOR,
        gate_signers.add_signer,
        gate_id,
        "请分管领导先审。",
        person=charged,
        **add,
    )
    _do(stage, charged, gate_signers.add_signer, gate_id, "请一并审阅。", person=spare)
    _do(stage, _DIRECTOR, gate_signers.remove_signer, gate_id, "分管领导一人即可。", person=spare)
    _do(stage, charged, gate_signers.hand_over, gate_id, "外出开会，请代为审签。", person=other)
    _do(stage, other, gates.endorse, gate_id)
    _do(stage, _DIRECTOR, gates.endorse, gate_id)


def _vote_and_doubt(stage: Stage, gate_id: str) -> None:
    """A member takes a signature back; another has the director look at it once more."""
    hasty, against, doubting = stage.draws.some(waited_for(stage, gate_id), 3, "doubts", gate_id)
    _do(stage, hasty, gates.endorse, gate_id)
    _do(stage, hasty, gate_circulation.recall, gate_id, "附表尚未看完。")
    _do(stage, against, gates.oppose, gate_id, "个别加分依据不足。")
    why = "请绩效办主任核对加分依据后再报。"
    _do(stage, doubting, gate_circulation.send_back, gate_id, why, step=2)
    _do(stage, _DIRECTOR, gates.endorse, gate_id, "已核对，依据齐全。")


def _return(stage: Stage, gate_id: str) -> None:
    """It comes back to the office, which mends it and asks again."""
    member = stage.draws.one(waited_for(stage, gate_id), "returns", gate_id)
    _do(stage, member, gate_circulation.send_back, gate_id, "附件二缺一页，请补齐。", step=0)
    _do(stage, _CLERK, gate_circulation.resubmit, gate_id, "已补齐附件二。")
