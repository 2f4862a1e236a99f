"""What the marks of a ballot session (述职测评) say: means, spread, severity, how sure a rank is.

There is no record per judge: ballots are secret, so groups are measured, never persons.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.compose import DutyRule, JudgeGroup, counted, duty_score
from scoring.explain import exactly, shown
from scoring.ranking import competition_ranks
from scoring.sureness import fine, neighbours, rank_range

ZERO = Decimal(0)

Marks = Mapping[str, Mapping[str, Sequence[Decimal]]]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one group's marks for one unit say; `error` is the variance of the mean, if known."""

    ballots: int
    marks: Sequence[Decimal]
    mean: Decimal
    deviation: Decimal
    error: Decimal | None


@exactly
def statistics(marks: Marks, groups: Mapping[str, Decimal], rule: DutyRule) -> dict[str, Any]:
    """Tell what the marks of a session say, as JSON data with numbers as strings.

    `marks` are the valid marks, 0 to 100, by unit and group key; `groups` the weights by group
    key in the official order; no mark, no group: nobody of it voted for that unit.

    Returns:
        `units`: by unit its `score` and `rank` (None without a ballot), `standard_error`
        (None where too few voted), `rank_range`: the best and worst rank that the marks do not
        rule out, `absent` and `few` groups, and by group `ballots`, `counted` (after trimming),
        `mean` and `deviation` (of the sample).
        `groups`: by group its `ballots`, `mean` of units, `deviation` within a unit on average,
        `lowest` and `highest` mark that counts, `severity`: how far its means lie from those of
        the other groups for the same units (below 0: stricter), and `uniform`: all its marks
        are equal.
        `neighbours`: units next to each other, best first, with `gap`, `swap` (the share of
        repeated sessions in which they would change places, normal approximation) and
        `swap_at_most` (Cantelli's bound, whatever the distribution). Both take units as judged
        independently of each other, which overstates the noise of judges who are strict to all.

    Raises:
        BadInput: a mark outside 0 to 100, or a group without weight.
    """
    heard = {unit: _heard(marks[unit], groups, rule) for unit in marks}
    scores = {
        unit: duty_score(
            [JudgeGroup(g, w, tuple(marks[unit].get(g, ()))) for g, w in groups.items()], rule
        ).points
        for unit in marks
        if heard[unit]
    }
    errors = {unit: _error(heard[unit], groups) for unit in scores}
    published = {unit: shown(score) for unit, score in scores.items()}
    ranks = competition_ranks(published)
    return {
        "units": {
            unit: {
                "score": _told(published.get(unit)),
                "rank": ranks.get(unit),
                "rank_range": rank_range(unit, scores, errors),
                "standard_error": fine(_root(errors.get(unit))),
                "absent": [group for group in groups if group not in found],
                "few": [group for group in found if found[group].ballots < rule.minimum_ballots],
                "groups": {group: _group_told(one) for group, one in found.items()},
            }
            for unit, found in heard.items()
        },
        "groups": {group: _severity(group, heard) for group in groups},
        "neighbours": neighbours(scores, errors),
    }


def _heard(
    marks: Mapping[str, Sequence[Decimal]], groups: Mapping[str, Decimal], rule: DutyRule
) -> dict[str, _Heard]:
    return {group: _measured(marks[group], rule) for group in groups if marks.get(group)}


def _measured(ballots: Sequence[Decimal], rule: DutyRule) -> _Heard:
    kept = counted(ballots, rule)
    trimmed = len(kept) < len(ballots)
    # Yuen: dropped marks still tell of the spread, as copies of the outermost ones kept.
    spread = [min(kept), *kept, max(kept)] if trimmed else kept
    error = None
    if len(kept) > 1:
        error = _squares(spread) / (len(kept) * (len(kept) - 1))
    squares, others = _squares(ballots), len(ballots) - 1
    deviation = (squares / others).sqrt() if others else ZERO
    return _Heard(len(ballots), kept, _mean(kept), deviation, error)


def _mean(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, ZERO) / len(numbers)


def _squares(numbers: Sequence[Decimal]) -> Decimal:
    mean = _mean(numbers)
    return sum(((number - mean) ** 2 for number in numbers), ZERO)


def _error(heard: Mapping[str, _Heard], groups: Mapping[str, Decimal]) -> Decimal | None:
    """Give the variance of a unit's score; None when a group's marks are too few to tell."""
    whole = sum((groups[group] for group in heard), ZERO)
    variance = ZERO
    for group, one in heard.items():
        if one.error is None:
            return None
        variance += (groups[group] / whole) ** 2 * one.error
    return variance


def _severity(group: str, heard: Mapping[str, Mapping[str, _Heard]]) -> dict[str, Any]:
    spoken = [found for found in heard.values() if group in found]
    if not spoken:
        return {"ballots": 0}
    own = [found[group] for found in spoken]
    every = [mark for one in own for mark in one.marks]
    apart = [
        found[group].mean - _mean([found[other].mean for other in found if other != group])
        for found in spoken
        if len(found) > 1
    ]
    return {
        "ballots": sum(one.ballots for one in own),
        "mean": str(shown(_mean([one.mean for one in own]))),
        "deviation": str(shown(_mean([one.deviation for one in own]))),
        "lowest": str(min(every)),
        "highest": str(max(every)),
        "severity": str(shown(_mean(apart))) if apart else None,
        "uniform": len(every) > 1 and min(every) == max(every),
    }


def _group_told(one: _Heard) -> dict[str, Any]:
    return {
        "ballots": one.ballots,
        "counted": len(one.marks),
        "mean": str(shown(one.mean)),
        "deviation": str(shown(one.deviation)),
    }


def _told(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _root(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.sqrt()
