"""Scoring one indicator: read what was given, object or measure, and explain."""
# ruff: noqa: RUF001 - officers read the signs of arithmetic, not letters that look alike

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kit.errors import BadInput, NotFound, Objected, Objection
from scoring.explain import Explained, exactly, plain, shown
from scoring.methods.fields import Field, Values, read
from scoring.methods.grammar import ONE, ZERO, Method, Worth
from scoring.methods.kinds import Number, Unreadable
from scoring.methods.table import METHODS

_PENDING = "input.pending"
_WEIGHT = Number(at_least=ZERO)

_MISSING = {
    "zero": (ZERO, "数据缺失，按约定计零分，{} × 0"),
    "neutral": (ONE, "数据缺失，按约定不影响得分，计满分，{} × 1"),
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """A method with its parameters, read once and good for any number of indicators."""

    method: Method
    settings: Values
    told: Mapping[str, str]

    @exactly
    def points(self, weight: object, inputs: Mapping[str, object]) -> Decimal:
        """Give the points of `score` without the words: for millions of indicators.

        Raises:
            Objected, BadInput: as `score`.
        """
        full, facts = _weight_of(weight), self._facts_of(inputs)
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
        full, facts = _weight_of(weight), self._facts_of(inputs)
        worth = self._measured(full, facts)
        return Explained(
            label or self.method.name,
            worth.points,
            f"{self.method.name}：{worth.told()} = {shown(worth.points)}",
            {"权重": plain(full), **self.told, **_values(self.method.inputs, inputs, facts)},
            evidence,
            tuple(worth.parts),
        )

    def _facts_of(self, inputs: Mapping[str, object]) -> Values:
        facts, objections = _facts(self.method, self.settings, inputs)
        _refuse(objections)
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
    method = _method(code)
    settings, objections = _settings(method, parameters)
    _refuse(_blocking(objections))
    return Agreed(method, settings, _values(method.parameters, parameters, settings))


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


def parameter_problems(code: str, parameters: Mapping[str, object]) -> tuple[Objection, ...]:
    """Object to parameters that a method cannot score with; the overridable ones are warnings.

    Raises:
        NotFound: no method has this code.
    """
    return _settings(_method(code), parameters)[1]


def input_problems(
    code: str, parameters: Mapping[str, object], inputs: Mapping[str, object]
) -> tuple[Objection, ...]:
    """Object to inputs, or to the parameters when these already stand in the way.

    A missing datum that has to be waited for is the one objection `input.pending`.

    Raises:
        NotFound: no method has this code.
    """
    method = _method(code)
    settings, objections = _settings(method, parameters)
    return _blocking(objections) or _facts(method, settings, inputs)[1]


def filled(
    code: str, parameters: Mapping[str, object], promise: Mapping[str, object]
) -> dict[str, object]:
    """Take from the indicator's own promise what its method asks for and was not given.

    `promise` names values as the methods do: target, challenge, full_at, last_year.
    """
    asked = {field.name for field in _method(code).parameters}
    own = {name: value for name, value in promise.items() if name in asked and value is not None}
    return own | dict(parameters)


def worked_example(code: str) -> Explained:
    """Score the method's own example, to show a unit how it counts."""
    example = _method(code).example
    return score(code, example.weight, example.parameters, example.inputs, label="算例")


def _method(code: str) -> Method:
    method = METHODS.get(code)
    if method is None:
        raise NotFound(f"没有代码为“{code}”的计分方式。")
    return method


def _weight_of(weight: object) -> Decimal:
    try:
        return _WEIGHT.read(weight)
    except Unreadable as fault:
        objection = Objection(f"weight.{fault.code}", f"权重{fault.sentence}。", "请更正权重。")
        raise BadInput(objection.message, objections=(objection,)) from None


def _settings(
    method: Method, parameters: Mapping[str, object]
) -> tuple[Values, tuple[Objection, ...]]:
    settings, objections = read("parameter", method.parameters, parameters)
    return settings, objections or tuple(method.objections(settings))


def _facts(
    method: Method, settings: Values, inputs: Mapping[str, object]
) -> tuple[Values, tuple[Objection, ...]]:
    if inputs.get(method.datum.name) is None:
        return {}, _pending(method) if settings["when_missing"] == "pending" else ()
    facts, objections = read("input", method.inputs, inputs)
    return facts, objections or tuple(method.input_objections(facts, settings))


def _pending(method: Method) -> tuple[Objection, ...]:
    message = f"“{method.datum.label}”尚无数据，按约定待数据到齐后计分。"
    return (Objection(_PENDING, message, "请在数据核定后填报，再行评分。"),)


def _blocking(objections: Iterable[Objection]) -> tuple[Objection, ...]:
    return tuple(objection for objection in objections if not objection.overridable)


def _refuse(objections: tuple[Objection, ...]) -> None:
    if not objections:
        return
    message = "".join(objection.message for objection in objections)
    waiting = all(objection.code == _PENDING for objection in objections)
    raise (Objected if waiting else BadInput)(message, objections=objections)


def _values(fields: Iterable[Field], given: Mapping[str, object], exact: Values) -> dict[str, str]:
    # Defaults are not repeated: the method's version fixes them.
    return {
        field.label: field.kind.tell(exact[field.name])
        for field in fields
        if field.name in given and exact.get(field.name) is not None
    }
