"""What an act at a gate writes: columns, signatures, decisions, and who is told."""

from dataclasses import replace
from typing import Any

from services.desk import Desk
from services.door import Subject
from services.intents import Effect, Message
from services.trail import stamp
from states.signatures import Signer, columns_of, names
from states.signing import Signing


def columns_after(signing: Signing) -> dict[str, Any]:
    """Give the gate's columns for its steps and signatures."""
    columns: dict[str, Any] = {
        "step": signing.at,
        "steps": signing.steps,
        "needed": signing.needed,
        "deciders": len(signing.voters(signing.at)),
        "yes": signing.yes,
        "no": signing.no,
        "waiting_for": [signer.person_id for signer in signing.due],
    }
    # While too few can act the alarm stands: nobody is told of it twice.
    return columns if signing.is_stuck else {**columns, "stalled_at": None}


def rows_after(
    gate_id: str, before: Signing, after: Signing
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Give the side rows of the signatures that an act made or changed."""
    known = set(before.signers)
    return tuple(
        ("signer", {"gate_id": gate_id, **columns_of(signer)})
        for signer in after.signers
        if signer not in known
    )


def invitation(label: str, before: Signing, after: Signing) -> tuple[Message, ...]:
    """Tell those whose turn has come by an act, and nobody else."""
    waited = {signer.number for signer in before.due} if before.steps else set[int]()
    new = [signer for signer in after.due if signer.number not in waited]
    voters = tuple(signer.person_id for signer in new if signer.counts)
    advisers = tuple(signer.person_id for signer in new if not signer.counts)
    told = f"请审议：{label}（{after.step.label}，须{after.needed}人同意）。"
    asked = f"请先提出意见：{label}（{after.step.label}，受{_askers(after, new)}委派）。"
    found = (("requested", told, voters), ("opinion", asked, advisers))
    return tuple(Message(topic, (), said, people=people) for topic, said, people in found if people)


def _askers(signing: Signing, new: list[Signer]) -> str:
    numbers = {signer.asked_by for signer in new}
    return names(signer for signer in signing.signers if signer.number in numbers)


def circulated(subject: Subject, before: Signing, after: Signing, **data: object) -> Effect:
    """Give the effect of an act that changes steps or signatures and decides nothing.

    Args:
        subject: the gate.
        before: its steps and signatures as read.
        after: the same after the act.
        data: what the trail records besides whose turn it is.
    """
    row = subject.row
    columns = columns_after(after)
    if after.at != before.at:
        columns["nudged_at"] = None  # others are waited for now
    return Effect(
        columns=columns,
        data={"step": before.at, **data, "waiting_for": columns["waiting_for"]},
        rows=rows_after(row["id"], before, after),
        messages=invitation(row["label"], before, after),
    )


def told(effect: Effect, *messages: Message) -> Effect:
    """Tell somebody besides; a message to nobody is none."""
    more = tuple(message for message in messages if message.people or message.capacities)
    return replace(effect, messages=(*effect.messages, *more))


def decision_row(desk: Desk, subject: Subject, whose: str, cast: tuple[str, str]) -> dict[str, Any]:
    """Give the row of a decision: whose signature, which way, and why."""
    choice, reason = cast
    return {
        "gate_id": subject.row["id"],
        "number": subject.row["revision"] + 1,
        "person_id": whose,
        "choice": choice,
        "reason": reason,
        "decided_at": moment(desk),
    }


def moment(desk: Desk) -> str:
    """Write the act's instant as a signature keeps it."""
    return stamp(desk.act.at)


def awaited(signing: Signing) -> str:
    """Name those who must act now."""
    return names(signing.due)
