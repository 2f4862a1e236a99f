"""Methods that take points away for events: until none is left (扣分法), or further (倒扣法)."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kit.errors import Objection
from scoring.explain import Explained, plain
from scoring.methods.fields import Field, Values, optional
from scoring.methods.grammar import COMMON, ONE, ZERO, Direction, Example, Method, Worth, told
from scoring.methods.quantities import Number, Numbers

_COUNT = Number(at_least=ZERO, whole=True)
_AMOUNT = Number(at_least=ZERO)


def _lost(event: str, settings: Values, facts: Values) -> Decimal:
    # A repeat is already one of the counted events: doubling adds it factor - 1 times more.
    times, repeats = facts["counts"][event], facts["repeats"].get(event)
    if repeats:
        times += repeats * (settings["repeat_factor"] - ONE)
    lost = settings["unit_points"][event] * times
    cap = settings["item_caps"].get(event)
    return lost if cap is None else min(lost, cap)


def _all_lost(settings: Values, facts: Values) -> Decimal:
    return sum((_lost(event, settings, facts) for event in facts["counts"]), ZERO)


def _event(event: str, settings: Values, facts: Values) -> Explained:
    unit, count = settings["unit_points"][event], facts["counts"][event]
    repeats, cap = facts["repeats"].get(event), settings["item_caps"].get(event)
    rule = told("{} 次，扣 {} × {}", count, unit, count)
    if repeats:
        factor = settings["repeat_factor"]
        sentence = "{} 次（其中重复 {} 次），扣 {} × ({} + {} × ({} − 1))"
        rule = told(sentence, count, repeats, unit, count, repeats, factor)
    if cap is not None:
        rule = told(f"{rule}，不超过 {{}}", cap)
    return Explained(event, -_lost(event, settings, facts), rule)


def _deduction(weight: Decimal, settings: Values, facts: Values) -> Worth:
    cap, lost = settings["cap"], _all_lost(settings, facts)
    parts = (_event(event, settings, facts) for event in facts["counts"])
    if cap is not None and lost > cap:
        points = max(weight - cap, ZERO)
        return Worth(points, "max({} − min({}, {}), 0)", (weight, lost, cap), parts)
    return Worth(max(weight - lost, ZERO), "max({} − {}, 0)", (weight, lost), parts)


def _unknown(side: str, given: Mapping[str, Decimal], settings: Values) -> Iterator[Objection]:
    known = settings["unit_points"]
    for event in given:
        if event in known:
            continue
        yield Objection(
            f"{side}.unknown_event",
            f"扣分标准中没有“{event}”。",
            f"已列出的扣分情形：{'、'.join(settings['unit_points'])}。",
        )


def _deduction_objections(settings: Values) -> Iterator[Objection]:
    yield from _unknown("parameter", settings["item_caps"], settings)


def _deduction_input_objections(facts: Values, settings: Values) -> Iterable[Objection]:
    counts, repeats = facts["counts"], facts["repeats"]
    if not repeats and counts.keys() <= settings["unit_points"].keys():
        return ()
    return (*_unknown("input", counts, settings), *_too_many_repeats(counts, repeats))


def _too_many_repeats(
    counts: Mapping[str, Decimal], repeats: Mapping[str, Decimal]
) -> Iterator[Objection]:
    for event, number in repeats.items():
        if number > counts.get(event, ZERO):
            yield Objection(
                "input.more_repeats_than_events",
                f"“{event}”的重复次数 {plain(number)} 多于发生次数。",
                "发生次数应包括重复的各次。",
            )


def _some_events(settings: Values) -> Iterator[Mapping[str, object]]:
    events = tuple(settings["unit_points"])
    yield {"counts": dict.fromkeys(events, 0)}
    for event in events:
        yield {"counts": {event: 1}}
        yield {"counts": {event: 3}, "repeats": {event: 1}}


_STANDARD = (
    Field("unit_points", "每次扣分", Numbers(each=_AMOUNT), "按情形列出。"),
    optional("item_caps", "单项上限", Numbers(each=_AMOUNT), {}, "按情形列出，可只列部分。"),
    optional("repeat_factor", "重复倍数", Number(at_least=ONE), 2, "重复发生按几倍扣。"),
)
_EVENTS = (
    Field("counts", "发生次数", Numbers(each=_COUNT), "按情形列出，包括重复的各次。"),
    optional("repeats", "重复次数", Numbers(each=_COUNT), {}, "其中属于重复发生的次数。"),
)


DEDUCTION = Method(
    code="deduction",
    name="扣分法",
    formula="权重 − Σ(次数 × 每次扣分)，重复发生的加倍，单项与合计各有上限，扣完为止",
    parameters=(
        *_STANDARD,
        optional("cap", "合计上限", _AMOUNT, None, "不填则以权重为限。"),
        *COMMON,
    ),
    inputs=_EVENTS,
    measure=_deduction,
    direction=Direction.LOWER,
    samples=_some_events,
    objections=_deduction_objections,
    input_objections=_deduction_input_objections,
    example=Example(
        "5.00",
        {"unit_points": {"迟到": "0.1", "缺席": "0.3"}},
        {"counts": {"迟到": 3, "缺席": 1}, "repeats": {"迟到": 1}},
        "4.30",
    ),
)


def _overdraft(weight: Decimal, settings: Values, facts: Values) -> Worth:
    lost = _all_lost(settings, facts)
    parts = (_event(event, settings, facts) for event in facts["counts"])
    if lost <= weight:
        return Worth(weight - lost, "{} − {}", (weight, lost), parts)
    excess = min(lost - weight, settings["excess_cap"])
    how = "{} − {}，扣完后另计入扣分账户 {}（以 {} 为限），本项 {} × 0"
    numbers = (weight, lost, excess, settings["excess_cap"], weight)
    return Worth(ZERO, how, numbers, parts, {"excess": plain(-excess)} if excess else {})


OVERDRAFT = Method(
    code="overdraft",
    name="倒扣法",
    formula=("权重 − Σ(次数 × 每次扣分)；扣完为零后，超出部分作为负分计入扣分账户，以倒扣上限为限"),
    parameters=(
        *_STANDARD,
        Field("excess_cap", "倒扣上限", _AMOUNT, "一年内本项至多倒扣几分。"),
        *COMMON,
    ),
    inputs=_EVENTS,
    measure=_overdraft,
    direction=Direction.LOWER,
    samples=_some_events,
    objections=_deduction_objections,
    input_objections=_deduction_input_objections,
    example=Example(
        "2.00",
        {"unit_points": {"越级上访": "0.5"}, "excess_cap": "1"},
        {"counts": {"越级上访": 5}},
        "0.00",
    ),
)
