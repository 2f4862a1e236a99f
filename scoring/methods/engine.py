"""Scoring an indicator: what was agreed, measured against what happened, and explained."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.explain import Explained, exactly, plain, shown
from scoring.methods.fields import Field, Reading, Values
from scoring.methods.grammar import ONE, ZERO, Method, Worth, nothing
from scoring.methods.intake import (
    method_of,
    misfits,
    refuse,
    take_inputs,
    take_parameters,
    take_weight,
)

_MISSING = {
    "zero": (ZERO, "数据缺失，按约定计零分，{} × 0"),
    "neutral": (ONE, "数据缺失，按约定不影响得分，计满分，{} × 1"),
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """A method with its parameters, read once and good for any number of indicators.

    Attributes:
        method: as in the table.
        settings: the exact parameters.
        told: those that were given, as an officer reads them.
        reading: how inputs are read.
        plain: whatever inputs can be read also fit.
    """

    method: Method
    settings: Values
    told: Mapping[str, str]
    reading: Reading
    plain: bool

    @exactly
    def points(self, weight: object, inputs: Mapping[str, object]) -> Decimal:
        """Give the points of `score` without the words: for millions of indicators.

        Raises:
            Objected, BadInput: as `score`.
        """
        full, facts = take_weight(weight), self._facts_of(inputs)
        return self._measured(full, facts).points

    @exactly
    def score(
        self,
        weight: object,
        inputs: Mapping[str, object],
        *,
        label: str = "",
        evidence: tuple[str, ...] = (),
    ) -> Explained:
        """Score one indicator: exact points in [0, weight], with rule, values and evidence.

        Raises:
            Objected: the datum has yet to come and the parameters say to wait for it.
            BadInput: weight or inputs are wrong; every objection is told.
        """
        full, facts = take_weight(weight), self._facts_of(inputs)
        worth = self._measured(full, facts)
        return Explained(
            label or self.method.name,
            worth.points,
            f"{self.method.name}：{worth.told()} = {shown(worth.points)}",
            {"权重": plain(full), **self.told, **_values(self.method.inputs, inputs, facts)},
            evidence,
            tuple(worth.parts),
            dict(worth.beyond),
        )

    def _facts_of(self, inputs: Mapping[str, object]) -> Values:
        facts = self.reading.at_once(inputs)
        if facts is not None and (self.plain or not misfits(self.method, self.settings, facts)):
            return facts
        facts, objections = take_inputs(self.method, self.settings, inputs)
        refuse(objections)
        return facts

    def _measured(self, weight: Decimal, facts: Values) -> Worth:
        if facts:
            return self.method.measure(weight, self.settings, facts)
        ratio, how = _MISSING[self.settings["when_missing"]]
        return Worth(weight * ratio, how, (weight,))


def agreed(code: str, parameters: Mapping[str, object]) -> Agreed:
    """Read a method's parameters.

    Raises:
        NotFound: no method has this code.
        BadInput: the parameters are wrong; every objection is told.
    """
    method = method_of(code)
    settings, objections = take_parameters(method, parameters)
    refuse(objections)
    return Agreed(
        method,
        settings,
        _values(method.parameters, parameters, settings),
        Reading.of(method.inputs),
        plain=method.input_objections is nothing and settings["decimals"] is None,
    )


def score(
    code: str,
    weight: object,
    parameters: Mapping[str, object],
    inputs: Mapping[str, object],
    *,
    label: str = "",
    evidence: tuple[str, ...] = (),
) -> Explained:
    """Score one indicator with parameters that no other shares.

    Raises:
        NotFound, Objected, BadInput: as `agreed` and `Agreed.score`.
    """
    return agreed(code, parameters).score(weight, inputs, label=label, evidence=evidence)


def worked_example(code: str) -> Explained:
    """Score the method's own example, to show a unit how it counts."""
    example = method_of(code).example
    return score(code, example.weight, example.parameters, example.inputs, label="算例")


def _values(fields: Iterable[Field], given: Mapping[str, object], exact: Values) -> dict[str, str]:
    # Defaults are not repeated: the method's version fixes them.
    return {
        field.label: field.kind.tell(exact[field.name])
        for field in fields
        if given.get(field.name) is not None and field.name in exact
    }
