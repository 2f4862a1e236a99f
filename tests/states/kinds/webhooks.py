"""Subscriptions: what their questions object to, and what they let pass."""

from collections.abc import Callable, Mapping
from typing import Any

from kit.errors import Objection
from states import webhook
from states.lifecycle import Facts
from states.webhook import WebhookFacts
from tests.states import facts as make
from tests.states.kinds.case import of


def _webhook(**changes: object) -> WebhookFacts:
    """A subscription to an allowed address, with events behind it."""
    fine = {"latest": 9, "after": 4}
    return WebhookFacts(**{**make.ACT, **fine, **changes})


_WRONG = Objection("webhook.host", "有误。")

# fmt: off
CASES = (
    *of(_webhook,
        (webhook.address_is_allowed, {"address": _WRONG}, "webhook.host", {"address": None}),
        (webhook.not_too_many_stand, {"standing": 2, "most": 2}, "webhook.too_many",
            {"standing": 1, "most": 2}),
        (webhook.event_is_there, {"after": 10}, "webhook.no_event", {"after": 9}),
    ),
)
# fmt: on

MAKE: Mapping[str, Callable[..., Facts]] = {"webhook": _webhook}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {}
