"""The method of the veto (一票否决法): an event that bars a unit from the better grades."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kit.errors import Objection
from scoring.methods.fields import Field, Values, optional
from scoring.methods.grammar import COMMON, ZERO, Example, Method, Worth
from scoring.methods.kinds import Flag, Text, Word
from scoring.ranking import GRADE_NAMES, Grade

_POINTS = {"zero": "记零分", "full": "不扣分，只限等次"}
_GRADES: dict[str, str] = {
    grade: GRADE_NAMES[grade] for grade in (Grade.GOOD, Grade.QUALIFIED, Grade.UNQUALIFIED)
}


def _veto(weight: Decimal, settings: Values, facts: Values) -> Worth:
    if not facts["occurred"]:
        return Worth(weight, "未发生否决事项，{} × 1", (weight,))
    most = settings["grade_at_most"]
    ratio = ZERO if settings["points"] == "zero" else Decimal(1)
    how = "发生否决事项：{}（{}），年度等次至多{}，{} × {}"
    numbers = (facts["event"], facts["document"], _GRADES[most], weight, ratio)
    return Worth(weight * ratio, how, numbers, (), {"grade_at_most": most})


def _veto_objections(facts: Values, _settings: Values) -> Iterator[Objection]:
    if facts["occurred"] and not (facts["event"] and facts["document"]):
        yield Objection(
            "input.veto_without_ground",
            "发生否决事项，但未写明事项或认定文件。",
            "请填写否决事项和认定文件的文号。",
        )


def _either(_settings: Values) -> Iterator[Mapping[str, object]]:
    yield {"occurred": False}
    yield {"occurred": True, "event": "否决事项", "document": "认定文件"}


VETO = Method(
    code="veto",
    name="一票否决法",
    formula="未发生否决事项得满分；发生的，按约定记零分或不扣分，且单位年度等次不得高于约定的等次",
    parameters=(
        optional("points", "发生后计分", Word(_POINTS), "zero", "事先约定。"),
        optional("grade_at_most", "等次限于", Word(_GRADES), "good", "发生后单位至多得此等次。"),
        *COMMON,
    ),
    inputs=(
        Field("occurred", "是否发生", Flag(), "经有权机关认定发生填是。"),
        optional("event", "否决事项", Text(), None, "发生了什么。"),
        optional("document", "认定文件", Text(), None, "文号。"),
    ),
    measure=_veto,
    samples=_either,
    input_objections=_veto_objections,
    example=Example(
        "3.00",
        {},
        {"occurred": True, "event": "较大生产安全事故", "document": "事故调查报告批复"},
        "0.00",
    ),
)
