"""Every class of document as a paper (公文文稿): its parts from frozen facts and written text."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from reports.bulletins import parts_of_bulletin, parts_of_inspection_bulletin
from reports.correction_notice import parts_of_correction
from reports.overall_report import parts_of_overall_report
from reports.paper import Part, plain
from reports.results_letter import parts_of_results_letter
from reports.unit_report import parts_of_unit_report
from states.document import DocumentClass

_C = DocumentClass
_Setter = Callable[[Mapping[str, Any], Mapping[str, str]], Any]
_PARTS: Mapping[DocumentClass, _Setter] = {
    _C.UNIT_REPORT: parts_of_unit_report,
    _C.OVERALL_REPORT: parts_of_overall_report,
    _C.BULLETIN: parts_of_bulletin,
    _C.INSPECTION_BULLETIN: parts_of_inspection_bulletin,
    _C.CORRECTION: parts_of_correction,
}
#: What the office may write into a class, with the words it is called by.
BLOCKS: Mapping[DocumentClass, Mapping[str, str]] = {
    _C.UNIT_REPORT: {"remark": "补充说明"},
    _C.OVERALL_REPORT: {
        "work": "全区绩效完成情况",
        "results": "考评结果",
        "comparison": "对比与趋势",
        "problems": "主要问题",
        "evaluation": "体系运行评估",
    },
    _C.BULLETIN: {"overview": "总体情况补充", "requirements": "工作要求"},
    _C.INSPECTION_BULLETIN: {"overview": "基本情况补充", "requirements": "工作要求"},
    _C.RESULTS_LETTER: {"opening": "开头", "closing": "结尾"},
    _C.CORRECTION: {"remark": "补充说明"},
}


def parts_of(document: Mapping[str, Any]) -> Sequence[Part]:
    """Set a document, from its row: `document_class`, `facts`, `blocks`, `links`."""
    document_class = DocumentClass(document["document_class"])
    blocks: Mapping[str, str] = document["blocks"] or {}
    setter = _PARTS.get(document_class)
    if setter is None:
        setter = partial(parts_of_results_letter, links=document["links"] or ())
    return list(setter(document["facts"], blocks))


def text_of(document: Mapping[str, Any]) -> str:
    """Write a document as plain text: title, number, recipient, body."""
    head = [document["document_number"]] if document["document_number"] else []
    if document["recipient"]:
        head.append(f"{document['recipient']}：")
    body = plain(document["title"], parts_of(document))
    title, _, rest = body.partition("\n")
    return "\n".join((title, *head, rest))
