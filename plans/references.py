"""Names that one part of a plan uses of another: each must exist, or the plan is refused."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from plans.schema import Plan, folded
from plans.settings_gates import OF_THE_SUBJECT
from plans.words import Case, PhaseKey, UnitKind

#: Where (as in the file, rows from 0), what is wrong, and what to do.
Dangling = tuple[tuple[int | str, ...], str, str]

#: Deadlines that the services count with.
DEADLINES = (
    "node_report",
    "node_resubmit",
    "rectification_acknowledge",
    "rectification_declare",
    "measure",
    "gate_decision",
    "gate_resubmit",
    "appeal_window",
    "appeal_decide",
    "self_evaluation",
    "duty_report",
    "feedback_answer",
    "inspection_explain",
)
#: Documents that are drawn up and numbered.
TEMPLATES = (
    "bulletin",
    "inspection_bulletin",
    "overall_report",
    "unit_report",
    "results",
    "correction",
)
#: Gates that the lifecycles ask for.
GATES = (
    "indicator_table_confirmed",
    "results_confirmed",
    "reports_approved",
    "result_corrected",
)


def dangling(plan: Plan) -> list[Dangling]:
    """List every name that is used and missing, or given twice."""
    parts = (_timetable, _suspended, _people, _named_twice, _complete)
    return list(chain.from_iterable(part(plan) for part in parts))


def _timetable(plan: Plan) -> Iterator[Dangling]:
    for number, phase in enumerate(plan.phases):
        if phase.gate and phase.gate not in plan.gates:
            yield ("phases", number, "gate"), f"没有名为“{phase.gate}”的关口", "请在 gates 中补上。"
    for key, gate in plan.gates.items():
        if gate.deadline not in plan.deadlines:
            yield (
                ("gates", key, "deadline"),
                f"没有名为“{gate.deadline}”的期限",
                "请在 deadlines 中补上。",
            )
        yield from _units_of_steps(plan, key)


def _suspended(plan: Plan) -> Iterator[Dangling]:
    for path, name in _clocks_named(plan):
        if name not in plan.deadlines:
            yield path, f"没有名为“{name}”的期限", "请在 deadlines 中补上，或从这里删去。"


def _clocks_named(plan: Plan) -> Iterator[tuple[tuple[int | str, ...], str]]:
    rules = plan.suspensions
    for number, name in enumerate(rules.deadlines):
        yield ("suspensions", "deadlines", number), name
    for place, rule in enumerate(rules.automatic):
        for number, name in enumerate(rule.deadlines):
            yield ("suspensions", "automatic", place, "deadlines", number), name


def _units_of_steps(plan: Plan, key: str) -> Iterator[Dangling]:
    known = {"", *OF_THE_SUBJECT, *(unit.id for unit in plan.units)}
    for number, step in enumerate(plan.gates[key].steps):
        if step.unit not in known:
            yield (
                ("gates", key, "steps", number, "unit"),
                f"单位名单中没有编号“{step.unit}”",
                "请写 units.toml 中的单位编号，或写 unit（所涉单位）、assessor（其考评单位）。",
            )


def _people(plan: Plan) -> Iterator[Dangling]:
    ids = {unit.id for unit in plan.units}
    used = chain(
        (
            (("conference", "members", n, "unit"), m.unit)
            for n, m in enumerate(plan.conference.members)
            if m.unit
        ),
        (
            (("few_key_tasks", "units", n, "unit"), own.unit)
            for n, own in enumerate(plan.few_key_tasks.units)
        ),
        ((("goal_set", "goals", n, "lead"), goal.lead) for n, goal in enumerate(plan.goals)),
        (
            (("goal_set", "goals", n, "contributors"), unit)
            for n, goal in enumerate(plan.goals)
            for unit in goal.contributors
        ),
    )
    for path, unit in used:
        if unit not in ids:
            yield path, f"单位名单中没有编号“{unit}”", "请写 units.toml 中的单位编号。"


def _named_twice(plan: Plan) -> Iterator[Dangling]:
    names = Counter(name for unit in plan.units for name in {folded(name) for name in unit.names})
    for name in (name for name, times in names.items() if times > 1):
        yield ("roll", "units"), f"“{name}”指向两个单位", "请只给一个单位用这个名称或简称。"
    lists = {
        ("goal_set", "goals"): (goal.id for goal in plan.goals),
        ("phases",): (phase.key for phase in plan.phases),
        ("suspensions", "grounds"): (ground.key for ground in plan.suspensions.grounds),
        ("grades", "grades"): (grade.key for grade in plan.grades.grades),
        ("judges", "groups"): (group.key for group in plan.judges.groups),
        ("adjustments", "items"): (
            event.key for item in plan.adjustments.items for event in item.events
        ),
    }
    for path, keys in lists.items():
        for key in (key for key, times in Counter(map(str, keys)).items() if times > 1):
            yield path, f"“{key}”出现两次", "请改名或删去一个。"


def _complete(plan: Plan) -> Iterator[Dangling]:
    for kind, rule in plan.unit_kinds.items():
        if Case.STANDARD not in {split.case for split in rule.splits}:
            yield (
                ("unit_kinds", kind, "splits"),
                "缺少一般情形的权重",
                '请补上 case = "standard" 的一行。',
            )
    offices = sum(unit.kind is UnitKind.OFFICE for unit in plan.units)
    if offices != 1:
        yield ("roll", "units"), f"考评机构有{offices}个", '请恰好列一个 kind = "office" 的单位。'
    wanted = (
        ("phases", PhaseKey, {phase.key for phase in plan.phases}, "阶段"),
        ("deadlines", DEADLINES, plan.deadlines, "期限"),
        ("gates", GATES, plan.gates, "关口"),
        ("numbering", TEMPLATES, plan.numbering.templates, "发文字号"),
        (
            "unit_kinds",
            [k for k in UnitKind if k is not UnitKind.OFFICE],
            plan.unit_kinds,
            "单位类别",
        ),
    )
    for table, names, present, label in wanted:
        for name in (str(name) for name in names if name not in present):
            yield (table,), f"缺少{label}“{name}”", "请补上。"
