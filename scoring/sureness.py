"""How sure a rank is (名次的可信程度): what the noise of the marks leaves open between scores."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scoring.explain import shown

ZERO, ONE, HALF = Decimal(0), Decimal(1), Decimal("0.5")

#: Two ranks are told apart when their gap exceeds so many standard errors: 95 of 100 on both sides.
SURE_FROM = Decimal("1.96")
_FAR = Decimal(8)  # standard errors beyond which no swap is left to four places
_FINE = Decimal("0.0001")
_ROOT_OF_TWO_PI = Decimal("2.506628274631000502415765285")

#: Variances of scores by unit; None where too few voted to tell.
Errors = Mapping[str, Decimal | None]
Scores = Mapping[str, Decimal]


def fine(number: Decimal | None) -> str | None:
    """Write a number with four places."""
    return None if number is None else str(number.quantize(_FINE))


def rank_range(unit: str, scores: Scores, errors: Errors) -> list[int] | None:
    """Give the best and the worst rank that the marks do not rule out; None without a score."""
    if unit not in scores:
        return None
    others = [_apart(unit, other, scores, errors) for other in scores if other != unit]
    above = sum(apart is not None and apart < -SURE_FROM for apart in others)
    below = sum(apart is not None and apart > SURE_FROM for apart in others)
    return [1 + above, len(scores) - below]


def neighbours(scores: Scores, errors: Errors) -> list[dict[str, Any]]:
    """Tell of each unit and the next one below how easily they would change places."""
    best_first = sorted(scores, key=lambda unit: (-scores[unit], unit))
    return [_pair(upper, lower, scores, errors) for upper, lower in pairwise(best_first)]


def _pair(upper: str, lower: str, scores: Scores, errors: Errors) -> dict[str, Any]:
    apart = _apart(upper, lower, scores, errors)
    return {
        "upper": upper,
        "lower": lower,
        "gap": str(shown(scores[upper] - scores[lower])),
        "swap": None if apart is None else fine(beyond(apart)),
        "swap_at_most": None if apart is None else fine(ONE / (ONE + apart * apart)),
    }


def _apart(upper: str, lower: str, scores: Scores, errors: Errors) -> Decimal | None:
    """Count the standard errors between two scores; None when unknown, `_FAR` at the most."""
    first, second = errors[upper], errors[lower]
    if first is None or second is None:
        return None
    gap, noise = scores[upper] - scores[lower], first + second
    if not noise:
        return _FAR.copy_sign(gap) if gap else ZERO
    return max(-_FAR, min(gap / noise.sqrt(), _FAR))


def beyond(z: Decimal) -> Decimal:
    """Give the share of a normal distribution beyond `z` standard errors, for z from 0 up."""
    if z >= _FAR:
        return ZERO
    # φ(z) · Σ z^(2n+1) / (1·3·5…(2n+1)): all terms positive, so that nothing cancels.
    term = total = z
    odd = ONE
    while term > Decimal("1E-25"):
        odd += 2
        term = term * z * z / odd
        total += term
    return max(HALF - total * (-z * z / 2).exp() / _ROOT_OF_TWO_PI, ZERO)
