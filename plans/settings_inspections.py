"""How inspections are sampled (察访核验抽样, 方案 五（四）二是); every number is a setting."""

from collections.abc import Mapping
from decimal import Decimal

from plans.fields import AtLeastOne, Count, Percent, Ruled, Table
from plans.words import Risk, Source, UnitKind
from states.inspection_round import Occasion
from states.lamp import Lamp


class Rates(Table):
    """The share of a stratum that is inspected, in percent, by risk."""

    kind: UnitKind
    source: Source
    low: Percent
    medium: Percent
    high: Percent

    def of(self, risk: Risk) -> Decimal:
        """Give the rate for a risk."""
        return {Risk.LOW: self.low, Risk.MEDIUM: self.medium, Risk.HIGH: self.high}[risk]


class Sampling(Ruled):
    """How an occasion is sampled.

    Attributes:
        minimum: inspected at least in every stratum that has a rate.
        rates: by kind of unit and source of the task; what is not listed is not inspected.
    """

    minimum: Count
    rates: tuple[Rates, ...]


class RiskRule(Ruled):
    """How risky an indicator is: points for what has been seen of it, and from how many on.

    Attributes:
        yellow: for a yellow lamp, when it is the worst among its nodes; likewise `red`,
            `double_red`.
        late_node: for every node reported late, or closed unreported.
        finding: when the last round found something at the unit.
        medium: from so many points on the risk is medium.
        high: from so many points on it is high.
    """

    yellow: Count
    red: Count
    double_red: Count
    late_node: Count
    finding: Count
    medium: AtLeastOne
    high: AtLeastOne

    def of_lamp(self, lamp: str) -> int:
        """Give the points of a lamp."""
        points = {Lamp.YELLOW: self.yellow, Lamp.RED: self.red, Lamp.DOUBLE_RED: self.double_red}
        return {word.value: given for word, given in points.items()}.get(lamp, 0)

    def level(self, points: int) -> Risk:
        """Grade points."""
        if points >= self.high:
            return Risk.HIGH
        return Risk.MEDIUM if points >= self.medium else Risk.LOW


class Inspections(Ruled):
    """Inspections (察访核验)."""

    risk: RiskRule
    occasions: Mapping[Occasion, Sampling]

    def rates(self, occasion: Occasion) -> dict[str, Decimal]:
        """List an occasion's rates by stratum: kind/source/risk."""
        found = self.occasions.get(occasion)
        return {
            stratum_of(row.kind, row.source, risk): row.of(risk)
            for row in (found.rates if found else ())
            for risk in Risk
        }


def stratum_of(kind: UnitKind, source: Source, risk: Risk) -> str:
    """Name a stratum."""
    return f"{kind.value}/{source.value}/{risk.value}"
