"""Factories of facts: a case in which nothing objects, and what a test changes in it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from states.adjustment import AdjustmentFacts
from states.capacity import Capacity
from states.category import Category
from states.document import DocumentFacts
from states.gate_questions import GateFacts
from states.indicator import IndicatorFacts
from states.node import NodeFacts
from states.person import PersonFacts
from states.phase import PhaseFacts
from states.rectification_plan import RectificationPlanFacts
from states.request import RequestClass, RequestFacts
from states.result import ResultFacts
from states.signatures import Mode, Signer, SignerState, Step
from states.signing import Signing
from states.year import YearFacts

_S = SignerState
EVERYBODY = frozenset(Capacity)
AT = datetime(2017, 9, 15, 2, 0, tzinfo=UTC)
TODAY = date(2017, 9, 15)
ACT: Mapping[str, Any] = {
    "actor": "someone",
    "capacities": EVERYBODY,
    "at": AT,
    "reason": "写明的理由",
    "ordered": True,
}


def indicator(**changes: object) -> IndicatorFacts:
    """An indicator of key work, heard by its examiner, with all its nodes closed."""
    fine: dict[str, Any] = {
        "category": Category.KEY,
        "declared_by": "head",
        "opinion": "agree",
        "gate": "approved",
        "nodes": 4,
        "granted": True,
        "found_false": True,
        "document": "房政发2017年第8号",
    }
    return IndicatorFacts(**{**ACT, **fine, **changes})


def node(**changes: object) -> NodeFacts:
    """A node with a drafted report and evidence."""
    fine: dict[str, Any] = {
        "indicator": "in_progress",
        "indicator_cancelled": True,
        "drafted": True,
        "progress": "完成年度任务的62%",
        "evidence": 1,
        "reported_by": "head",
        "extension_granted": True,
        "found_undone": True,
    }
    return NodeFacts(**{**ACT, **fine, **changes})


def request(**changes: object) -> RequestFacts:
    """An extension asked for before expiry."""
    fine: dict[str, Any] = {
        "asks": RequestClass.EXTENSION,
        "today": TODAY,
        "document": "房政发2017年第9号",
        "subject": "pending",
        "due_at": datetime(2017, 9, 30, 16, 0, tzinfo=UTC),
        "asked_day": date(2017, 10, 31),
        "due_day": date(2017, 9, 30),
        "last_day": date(2017, 9, 30),
        "requested_by": "head",
    }
    return RequestFacts(**{**ACT, **fine, **changes})


def gate(**changes: object) -> GateFacts:
    """The second step of a gate, in which it is someone's turn to sign, beside four others."""
    fine: dict[str, Any] = {
        "requested_by": "office",
        "for_whom": "someone",
        "signing": signing({"director": _S.SIGNED}, WAITING, at=2),
    }
    return GateFacts(**{**ACT, **fine, **changes})


#: A step of five, nobody of whom has signed; three must.
WAITING: Mapping[str, SignerState] = dict.fromkeys(("someone", "a", "b", "c", "d"), _S.WAITING)


def signing(*steps: Mapping[str, SignerState], at: int = 1, **step: Any) -> Signing:
    """Steps of signing: the state of each signature by name; three of the last must agree."""
    rules = [Step(label="审核", mode=Mode.ANY, capacity="office_director")] * (len(steps) - 1)
    last = {"label": "审定", "mode": Mode.QUORUM, "quorum": "3", "needed": 3}
    rules.append(Step(**{**last, "capacity": "conference_member", **step}))
    found = [
        (number, place, who, state)
        for number, people in enumerate(steps, start=1)
        for place, (who, state) in enumerate(people.items(), start=1)
    ]
    signers = (
        Signer(
            number=n,
            step=number,
            place=place,
            person_id=who,
            capacity=rules[number - 1].capacity,
            state=state,
        )
        for n, (number, place, who, state) in enumerate(found, start=1)
    )
    return Signing(steps=tuple(rules), signers=tuple(signers), at=at)


def plan(**changes: object) -> RectificationPlanFacts:
    """A received plan with every finding answered and every measure accepted."""
    fine: dict[str, Any] = {
        "received": True,
        "findings": 2,
        "formal_document": True,
        "declared_by": "head",
    }
    return RectificationPlanFacts(**{**ACT, **fine, **changes})


def phase(**changes: object) -> PhaseFacts:
    """A phase whose window has come."""
    return PhaseFacts(**{**ACT, "today": TODAY, "opens": date(2017, 9, 1), **changes})


def adjustment(**changes: object) -> AdjustmentFacts:
    """A proposed adjustment with its basis."""
    fine = {"basis": "过程管理扣分标准第3条", "proposed_by": "office", "superseded": True}
    fine |= {"deed": "2017-D01-001-2-late"}
    return AdjustmentFacts(**{**ACT, **fine, **changes})


def result(**changes: object) -> ResultFacts:
    """A whole result that the joint conference has confirmed."""
    return ResultFacts(**{**ACT, "gate": "approved", "counted": True, **changes})


def document(**changes: object) -> DocumentFacts:
    """A report that the joint conference has approved."""
    return DocumentFacts(**{**ACT, "gate": "approved", **changes})


def year(**changes: object) -> YearFacts:
    """A year on a sound plan, with all its phases closed, an amendment allowed, a table changed."""
    fine: dict[str, Any] = {
        "unpinned": ("node",),
        "changed": ("deadlines",),
        "amendable": ("deadlines", "gates"),
        "gate": "approved",
    }
    return YearFacts(**{**ACT, **fine, **changes})


def person(**changes: object) -> PersonFacts:
    """Somebody else's account, proved, with an authenticator that waits for its first code."""
    fine: dict[str, Any] = {
        "person_id": "other",
        "today": TODAY,
        "proven": True,
        "code_fits": True,
        "totp": "set_up",
        "ending": True,
        "last_day": TODAY,
        "tokens": 1,
        "channels_most": 10,
        "channel_found": True,
        "channel_code_fits": True,
        "resendable": True,
    }
    return PersonFacts(**{**ACT, **fine, **changes})
