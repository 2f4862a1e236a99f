"""Detailed rules, and what a rectification plan asks beyond its foundation."""

from collections.abc import Callable, Mapping
from typing import Any

from states import detailed_rules, phase, rectification_plan
from states.detailed_rules import DetailedRulesFacts
from states.lifecycle import Facts
from tests.states import facts as make
from tests.states.kinds.case import of


def rules(**changes: object) -> DetailedRulesFacts:
    """Rules written, with their full text, that bind somebody."""
    fine: dict[str, Any] = {
        "title": "考核细则",
        "text": "迟报一次扣0.1分。",
        "formal_document": True,
        "undertakers": 23,
        "issued_by": "d10-clerk",
    }
    return DetailedRulesFacts(**{**make.ACT, **fine, **changes})


# fmt: off
CASES = (
    *of(rules,
        (detailed_rules.nothing_is_unfinished, {"unfinished": "2017-K-D10-1"},
            "detailed_rules.unfinished", {}),
        (detailed_rules.rules_are_written, {"title": " "}, "detailed_rules.empty", {}),
        (detailed_rules.rules_are_written, {"text": ""}, "detailed_rules.empty", {}),
        (detailed_rules.full_text_is_attached, {"formal_document": False},
            "formal_document.missing", {}),
        (detailed_rules.somebody_is_bound, {"undertakers": 0}, "detailed_rules.nobody",
            {"undertakers": 1}),
        (detailed_rules.filer_did_not_issue, {"issued_by": "someone"}, "four_eyes", {}),
        (detailed_rules.newer_version_is_issued, {"newer": False}, "detailed_rules.in_force",
            {"newer": True}),
    ),
    *of(make.phase,
        (phase.something_is_told, {"event": " "}, "phase.nothing_told", {"event": "业务培训"}),
    ),
    *of(make.plan,
        (rectification_plan.every_measure_is_decided, {"undecided": (1, 3)},
            "measure.undecided", {}),
        (rectification_plan.accepted_measures_are_proven, {"unproven": (2,), "reason": " "},
            "measure.unproven", {"unproven": (2,), "reason": "现场已核实"}),
        (rectification_plan.extension_was_granted, {"granted": False}, "request.not_granted",
            {"granted": True}),
        (rectification_plan.reopening_rests_on_a_document, {"document": " "},
            "document.missing", {"document": "房绩效办2018年9号"}),
        (rectification_plan.next_year_is_not_settled, {"settled": True},
            "rectification_plan.settled", {}),
    ),
)
# fmt: on
MAKE: Mapping[str, Callable[..., Facts]] = {"detailed_rules": rules}
UNLESS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("detailed_rules", "supersede"): {"newer": True},
    ("phase", "record"): {"event": "业务培训"},
    ("rectification_plan", "extend"): {"granted": True},
    ("rectification_plan", "reopen"): {"document": "房绩效办2018年9号"},
}
