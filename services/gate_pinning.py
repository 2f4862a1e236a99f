"""Who signs at a gate, pinned when it is asked for; later assignments change nobody silently."""

from collections.abc import Iterable
from dataclasses import replace

from plans.settings_gates import GateStep
from services.desk import Desk
from services.gate_people import holders
from states.signatures import Signer
from states.signing import Signing


def pinned(desk: Desk, chain: Iterable[tuple[GateStep, str | None]], *, again: bool) -> Signing:
    """Pin who signs, step by step, to those who can act today; who asks signs nowhere.

    Args:
        desk: the requester's.
        chain: the plan's steps, each with the unit that its `unit` stands for.
        again: one person may sign in several steps; else the first of them counts.
    """
    steps = list(chain)
    taken = {desk.act.actor}
    signing = Signing()
    found = holders(desk, ((step.by.value, unit_id) for step, unit_id in steps))
    for (step, unit_id), people in zip(steps, found, strict=True):
        mine = [person for person in people if person[0] not in taken]
        taken |= set() if again else {who for who, _ in mine}
        rule = step.pinned(unit_id, len(mine))
        signing = replace(signing, steps=(*signing.steps, rule))
        for place, (who, name) in enumerate(mine, start=1):
            signer = Signer(
                number=signing.next_number,
                step=len(signing.steps),
                place=place,
                person_id=who,
                capacity=rule.capacity,
                unit_id=unit_id,
                name=name,
            )
            signing = signing.plus(signer)
    return signing
