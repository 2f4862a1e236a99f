"""What the seed decides stands in the shipped plan, number by number."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from kit.deadlines import Budget, Counting, reckon
from plans.loading import available, load
from plans.schema import Plan
from plans.words import Hand, PhaseKey, Subkind, UnitKind
from states.capacity import Capacity
from states.lamp import Lamp


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load("fangshan-2017")


def test_the_plan_names_its_document(plan: Plan):
    assert "fangshan-2017" in available()
    assert (plan.district, plan.year) == ("fangshan", 2017)
    assert plan.document_number == "房政办发\u30142017\u301553号"
    assert plan.issued_on == date(2017, 7, 25)
    assert plan.timezone == "Asia/Shanghai"


def test_82_units_are_assessed(plan: Plan):
    kinds = Counter(unit.kind for unit in plan.assessed)
    subkinds = Counter(unit.subkind for unit in plan.assessed if unit.subkind)

    assert len(plan.assessed) == 82
    assert kinds == {UnitKind.DEPARTMENT: 59, UnitKind.TOWNSHIP: 23}
    assert subkinds == {Subkind.DIRECT: 48, Subkind.DUAL: 11}
    assert (plan.office.id, plan.office.name) == ("JXB", "区绩效办")
    assert [unit.id for unit in plan.units] == [
        *(f"D{n:02}" for n in range(1, 60)),
        *(f"T{n:02}" for n in range(1, 24)),
        "JXB",
    ]


def test_the_joint_conference_has_the_nine_members_of_the_seed(plan: Plan):
    assert [member.name for member in plan.conference.members] == [
        "区政府办（区绩效办）",
        "区监察委",
        "区委组织部",
        "区发改委",
        "区经信委",
        "区编办",
        "区法制办",
        "区财政局",
        "区人力社保局",
    ]


@pytest.mark.parametrize(
    ("unit", "key_work", "weights"),
    [
        ("区财政局", True, {"key": 75, "own_function": 15, "common": 10}),
        ("区档案局", False, {"key": 0, "own_function": 90, "common": 10}),
        ("长阳镇", True, {"key": 80, "differential": 10, "common": 10}),
        ("长阳镇", False, {"key": 80, "differential": 10, "common": 10}),
    ],
)
def test_category_weights_are_the_seeds(
    plan: Plan, unit: str, weights: dict[str, int], *, key_work: bool
):
    assert plan.weights(plan.unit(unit), key_work=key_work) == weights


def test_common_work_is_the_seeds(plan: Plan):
    names = {kind.value: rule.common.names for kind, rule in plan.unit_kinds.items()}

    assert names == {
        "department": ("依法行政", "会风会纪"),
        "township": ("安全生产", "应急管理", "信访工作", "会风会纪"),
    }


def test_the_total_is_80_to_20_and_exact(plan: Plan):
    composition = plan.composition

    assert (composition.daily_share, composition.duty_share) == (Decimal(80), Decimal(20))
    assert isinstance(composition.daily_share, Decimal)
    assert (composition.places, composition.cap_total) == (2, None)


def test_who_verifies_and_scores_is_the_seeds(plan: Plan):
    hands = {c.value: (r.verified_by, r.scored_by) for c, r in plan.categories.items()}

    assert hands == {
        "key": (Hand.OFFICE_ON_OPINION, Hand.OFFICE_ON_OPINION),
        "own_function": (Hand.OFFICE, Hand.OFFICE),
        "differential": (Hand.OFFICE, Hand.OFFICE),
        "common": (Hand.EXAMINER, Hand.EXAMINER),
    }


def test_judges_are_the_four_groups_of_the_seed(plan: Plan):
    assert [(group.label, group.weight) for group in plan.judges.groups] == [
        ("区领导", 40),
        ("有关部门及乡镇（街道）主要领导", 30),
        ("市人大代表", 15),
        ("政协委员", 15),
    ]
    assert (plan.judges.minimum_ballots, plan.judges.trimming) == (3, False)
    assert plan.judges.trimming_threshold == 7


def test_phases_come_in_the_order_of_the_seed(plan: Plan):
    assert [phase.key.value for phase in plan.phases] == [
        "preparation",
        "indicator_setting",
        "platform_readiness",
        "process_management",
        "annual_evaluation",
        "use_of_results",
    ]
    assert plan.phase(PhaseKey.INDICATOR_SETTING).gate == "indicator_table_confirmed"


@pytest.mark.parametrize(
    ("deadline", "budget"),
    [
        ("node_report", Budget(0, Counting.DAYS)),
        ("node_resubmit", Budget(3, Counting.WORKING_DAYS)),
        ("rectification_acknowledge", Budget(2, Counting.WORKING_DAYS)),
        ("rectification_declare", Budget(21, Counting.DAYS)),
        ("appeal_window", Budget(10, Counting.WORKING_DAYS)),
        ("appeal_decide", Budget(10, Counting.WORKING_DAYS)),
    ],
)
def test_deadlines_have_their_length(plan: Plan, deadline: str, budget: Budget):
    assert plan.deadlines[deadline].budget == budget


def test_three_weeks_roll_past_the_qingming_holiday(plan: Plan):
    budget = plan.deadlines["rectification_declare"].budget

    assert reckon(date(2018, 3, 16), budget, plan.calendar()).due == date(2018, 4, 8)


def test_the_node_ladder_is_warning_reminder_due_and_second_red(plan: Plan):
    rungs = plan.deadlines["node_report"].rungs

    assert [(rung.at, rung.lamp) for rung in rungs] == [
        ("-5wd", Lamp.YELLOW),
        ("-3d", None),
        ("0", Lamp.RED),
        ("+2wd", Lamp.DOUBLE_RED),
        ("+5wd", None),
    ]
    assert rungs[-1].escalate == "supervision_notice"
    assert Capacity.OFFICE_DIRECTOR in rungs[3].remind


def test_a_timeout_is_never_an_approval(plan: Plan):
    effects = {key: [r.effect for r in d.rungs if r.effect] for key, d in plan.deadlines.items()}

    assert {key: effect for key, effect in effects.items() if effect} == {
        "gate_decision": ["lapse"],
        "gate_resubmit": ["lapse"],
        "rectification_acknowledge": ["deem_received"],
        "unit_change_effect": ["effect"],
    }
