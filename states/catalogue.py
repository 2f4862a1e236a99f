"""All lifecycles of the house, by kind."""

from collections.abc import Mapping
from typing import Any

from states.adjustment import ADJUSTMENT
from states.document import DOCUMENT
from states.gate import GATE
from states.indicator import INDICATOR
from states.lifecycle import Lifecycle
from states.node import NODE
from states.phase import PHASE
from states.rectification_plan import RECTIFICATION_PLAN
from states.request import REQUEST
from states.result import RESULT
from states.year import YEAR

LIFECYCLES: Mapping[str, Lifecycle[Any]] = {
    lifecycle.kind: lifecycle
    for lifecycle in (
        YEAR,
        PHASE,
        GATE,
        INDICATOR,
        NODE,
        REQUEST,
        ADJUSTMENT,
        RESULT,
        DOCUMENT,
        RECTIFICATION_PLAN,
    )
}
