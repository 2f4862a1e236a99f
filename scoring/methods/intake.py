"""Taking in what was given to a method, or objecting to all that is wrong with it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from kit.errors import BadInput, NotFound, Objected, Objection
from scoring.explain import plain
from scoring.methods.fields import Values, read
from scoring.methods.grammar import ZERO, Method
from scoring.methods.kinds import Unreadable
from scoring.methods.quantities import Number
from scoring.methods.table import METHODS

_PENDING = "input.pending"
_WEIGHT = Number(at_least=ZERO)


def parameter_problems(code: str, parameters: Mapping[str, object]) -> tuple[Objection, ...]:
    """Object to parameters that a method cannot score with; the overridable ones are warnings.

    Raises:
        NotFound: no method has this code.
    """
    return take_parameters(method_of(code), parameters)[1]


def input_problems(
    code: str, parameters: Mapping[str, object], inputs: Mapping[str, object]
) -> tuple[Objection, ...]:
    """Object to inputs, or to the parameters when these already stand in the way.

    A missing datum that has to be waited for is the one objection `input.pending`.

    Raises:
        NotFound: no method has this code.
    """
    method = method_of(code)
    settings, objections = take_parameters(method, parameters)
    return _blocking(objections) or take_inputs(method, settings, inputs)[1]


def method_of(code: str) -> Method:
    """Find a method by its code.

    Raises:
        NotFound: none has it.
    """
    method = METHODS.get(code)
    if method is None:
        raise NotFound(f"没有代码为“{code}”的计分方式。")
    return method


def take_weight(weight: object) -> Decimal:
    """Read an indicator's weight.

    Raises:
        BadInput: it is not a number, or below 0.
    """
    try:
        return _WEIGHT.read(weight)
    except Unreadable as fault:
        objection = Objection(f"weight.{fault.code}", f"权重{fault.sentence}。", "请更正权重。")
        raise BadInput(objection.message, objections=(objection,)) from None


def take_parameters(
    method: Method, parameters: Mapping[str, object]
) -> tuple[Values, tuple[Objection, ...]]:
    """Read a method's parameters; the values are whole only where nothing blocks."""
    settings, objections = read("parameter", method.parameters, parameters)
    return settings, objections or tuple(method.objections(settings))


def take_inputs(
    method: Method, settings: Values, inputs: Mapping[str, object]
) -> tuple[Values, tuple[Objection, ...]]:
    """Read a method's inputs; no values and no objection: missing, and agreed what then."""
    if inputs.get(method.datum.name) is None:
        return {}, _pending(method) if settings["when_missing"] == "pending" else ()
    facts, objections = read("input", method.inputs, inputs)
    return facts, objections or misfits(method, settings, facts)


def misfits(method: Method, settings: Values, facts: Values) -> tuple[Objection, ...]:
    """Object to inputs that are each in order but do not fit what was agreed."""
    places, datum = settings["decimals"], facts[method.datum.name]
    objections = tuple(method.input_objections(facts, settings))
    if places is None or not isinstance(datum, Decimal) or datum == round(datum, int(places)):
        return objections
    objection = Objection(
        "input.too_many_places",
        f"“{method.datum.label}”{plain(datum)} 的小数位数超过约定的 {plain(places)} 位。",
        "请按约定的位数填写核定的数值。",
    )
    return (objection, *objections)


def refuse(objections: tuple[Objection, ...]) -> None:
    """Refuse if anything blocks.

    Raises:
        Objected: a datum has to be waited for.
        BadInput: something is wrong.
    """
    if not objections or not (blocking := _blocking(objections)):
        return
    message = "".join(objection.message for objection in blocking)
    waiting = all(objection.code == _PENDING for objection in blocking)
    raise (Objected if waiting else BadInput)(message, objections=blocking)


def _pending(method: Method) -> tuple[Objection, ...]:
    message = f"“{method.datum.label}”尚无数据，按约定待数据到齐后计分。"
    return (Objection(_PENDING, message, "请在数据核定后填报，再行评分。"),)


def _blocking(objections: Iterable[Objection]) -> tuple[Objection, ...]:
    return tuple(objection for objection in objections if not objection.overridable)
