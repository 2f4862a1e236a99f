"""What would go wrong before the year opens: findings on a plan and its indicator table."""

from collections.abc import Iterable, Sequence

from plans.finding import Finding, LifecycleTable, TableRow
from plans.lint_carried import carried
from plans.lint_goals import goals
from plans.lint_kept import kept
from plans.lint_people import people
from plans.lint_rows import rows_of
from plans.lint_time import time
from plans.lint_turns import turns
from plans.lint_worth import worth
from plans.schema import Plan


def lint(
    plan: Plan, rows: Sequence[TableRow] | None = None, lifecycles: Iterable[LifecycleTable] = ()
) -> list[Finding]:
    """List what is wrong with a plan, red findings first.

    Args:
        plan: as loaded.
        rows: the indicator table, when there is one.
        lifecycles: the state machines of the house; without them reachability is not asked.
    """
    machines = tuple(lifecycles)
    findings = [*people(plan), *goals(plan), *worth(plan), *kept(plan)]
    findings += [*time(plan, machines), *turns(plan), *carried(plan)]
    findings.extend(_reachable(machines))
    if rows is not None:
        findings.extend(rows_of(plan, rows))
    return sorted(findings, key=lambda finding: finding.severity != "red")


def _reachable(lifecycles: Iterable[LifecycleTable]) -> Iterable[Finding]:
    for lifecycle in lifecycles:
        for state in sorted(lifecycle.unreachable()):
            yield Finding(
                "red",
                "lifecycle.unreachable",
                f"{lifecycle.kind}.{state}",
                f"状态“{state}”从起点无法到达。",
                "请在该状态表中补上通往它的一行，或删去这个状态。",
            )
