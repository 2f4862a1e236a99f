"""Who does something, when and why; what is asked for one subject; what the answer is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kit.errors import BadInput, Refused

#: Actors that are no person.
SYSTEM_ACTORS = (
    "system:ballot",
    "system:console",
    "system:deadline",
    "system:flow",
    "system:import",
    "system:sign_in",
    "system:webhook",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who acts, when, why, under which request and key.

    Attributes:
        actor: sign-in name of a person, or one of `SYSTEM_ACTORS`.
        at: aware UTC.
        on_behalf_of: sign-in name of the person for whom the actor stands in (代办).
        key: the same key again gets the same answer and changes nothing.
    """

    district_id: str
    actor: str
    at: datetime
    reason: str = ""
    on_behalf_of: str | None = None
    request_id: str = ""
    key: str | None = None

    def by(self, actor: str) -> "Act":
        """The same act by another hand, such as the system after a decision."""
        for_whom = self.on_behalf_of if actor == self.actor else None
        return replace(self, actor=actor, on_behalf_of=for_whom, key=None)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for one subject.

    Attributes:
        id: the subject's.
        body: what the verb needs besides.
        revision: the revision the caller saw; None to act on whatever stands.
        reason: why, for this one; the act's reason when empty.
    """

    id: str
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    revision: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A subject as the act left it."""

    kind: str
    id: str
    state: str
    revision: int

    def to_json(self) -> dict[str, Any]:
        """Shape for the API and for the kept answer."""
        return {"kind": self.kind, "id": self.id, "state": self.state, "revision": self.revision}


Answers = list[Answer | Refused]


def orders(ids: Sequence[str], **body: Any) -> list[Order]:  # noqa: ANN401 - a verb's own body
    """Ask the same for each of several subjects."""
    return [Order(subject_id, body) for subject_id in ids]


def one(answers: Answers) -> Answer:
    """Take the answer to a single order.

    Raises:
        Refused: the order was refused.
    """
    (answer,) = answers
    if isinstance(answer, Refused):
        raise answer
    return answer


def needed(body: Mapping[str, Any], name: str, label: str) -> Any:  # noqa: ANN401 - a verb's own body
    """Take what a verb cannot do without.

    Raises:
        BadInput: it is missing or empty.
    """
    value = body.get(name)
    if value is None or value == "":
        raise BadInput(f"缺少“{label}”（{name}）。")
    return value
