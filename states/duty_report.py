"""The life of a duty report (述职报告): written by a unit, read by the judges, presented."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, UNIT, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.words import Word


class DutyReportState(Word):
    """Where a duty report stands."""

    DRAFTED = "drafted", "起草中"
    SUBMITTED = "submitted", "已报送"
    PRESENTED = "presented", "已述职"


class DutyReportTrigger(Word):
    """What may be done with a duty report."""

    DRAFT = "draft", "建立"
    REVISE = "revise", "填写"
    ATTACH = "attach", "上传材料"
    SUBMIT = "submit", "报送"
    RETURN = "return", "退回"
    PRESENT = "present", "述职"


class DutyMode(Word):
    """How a duty report is presented (方案 四（二）：现场及书面述职)."""

    ON_SITE = "on_site", "现场述职"
    IN_WRITING = "in_writing", "书面述职"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyReportFacts(Facts):
    """What the questions about a duty report look at.

    Attributes:
        text: what is reported.
    """

    text: str = ""


def report_is_written(facts: DutyReportFacts) -> Objection | None:
    """Object without a text."""
    if facts.text.strip():
        return None
    return Objection("duty_report.empty", "没有述职报告正文。", "请填写述职报告。")


_S, _T = DutyReportState, DutyReportTrigger

# fmt: off
DUTY_REPORT: Lifecycle[DutyReportFacts] = Lifecycle(
    "duty_report", "述职报告",
    born=Row(None, _T.DRAFT, _S.DRAFTED, OFFICE | {Capacity.SYSTEM}),
    rows=(
        Row(_S.DRAFTED,   _T.REVISE,  _S.DRAFTED,   UNIT),
        Row(_S.DRAFTED,   _T.ATTACH,  _S.DRAFTED,   UNIT),
        Row(_S.DRAFTED,   _T.SUBMIT,  _S.SUBMITTED, frozenset({Capacity.UNIT_HEAD}),
            (report_is_written,)),
        Row(_S.SUBMITTED, _T.RETURN,  _S.DRAFTED,   OFFICE, says_why=True),
        Row(_S.SUBMITTED, _T.PRESENT, _S.PRESENTED, OFFICE),
    ),
)
# fmt: on
