"""The life of detailed rules (考核细则): an examiner writes them, the office keeps them on file."""

from dataclasses import dataclass

from kit.errors import Objection
from states.capacity import OFFICE, Capacity
from states.lifecycle import Facts, Lifecycle, Row
from states.transfer import follows_its_body
from states.words import Word


class DetailedRulesState(Word):
    """Where an examiner's rules stand."""

    DRAFTED = "drafted", "拟订中"
    ISSUED = "issued", "已下发", "sent to the undertaking units"
    FILED = "filed", "已备案", "on file at the office"
    RETURNED = "returned", "退回修改"
    SUPERSEDED = "superseded", "已被新版替代", "replaced by a newer version"


class DetailedRulesTrigger(Word):
    """What may be done with an examiner's rules."""

    DRAFT = "draft", "拟订"
    REVISE = "revise", "修改"
    ATTACH = "attach", "上传文本"
    ISSUE = "issue", "下发"
    FILE = "file", "备案"
    RETURN = "return", "退回"
    SUPERSEDE = "supersede", "替代"
    TRANSFER = "transfer", "随机构变动划转", "follow a change of bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailedRulesFacts(Facts):
    """What the questions about an examiner's rules look at.

    Attributes:
        title: what they are called.
        text: what they say in short.
        formal_document: their full text is attached.
        undertakers: how many units they bind: who carries an indicator of this examiner.
        issued_by: who sent them out.
        newer: a newer version is sent out in the same breath.
        unfinished: id of a version of the same examiner that is not on file yet.
    """

    title: str = ""
    text: str = ""
    formal_document: bool = False
    undertakers: int = 0
    issued_by: str = ""
    newer: bool = False
    unfinished: str = ""


_F = DetailedRulesFacts


def nothing_is_unfinished(facts: _F) -> Objection | None:
    """Object to another version while one is not on file yet."""
    if not facts.unfinished:
        return None
    return Objection(
        "detailed_rules.unfinished",
        f"本单位的考核细则{facts.unfinished}尚未备案。",
        "请先办结该稿。",
    )


def rules_are_written(facts: _F) -> Objection | None:
    """Object to sending out rules that say nothing."""
    if facts.title.strip() and facts.text.strip():
        return None
    return Objection("detailed_rules.empty", "考核细则没有标题或要点。", "请填写标题和要点。")


def full_text_is_attached(facts: _F) -> Objection | None:
    """Object without the full text."""
    if facts.formal_document:
        return None
    return Objection("formal_document.missing", "没有附上细则文本。", "请上传印发的细则文本。")


def somebody_is_bound(facts: _F) -> Objection | None:
    """Object when no unit carries an indicator of this examiner."""
    if facts.undertakers:
        return None
    return Objection("detailed_rules.nobody", "没有单位承接由本单位考核的指标，无须下发考核细则。")


def filer_did_not_issue(facts: _F) -> Objection | None:
    """Object when one person sends out and files (四眼原则)."""
    if not facts.did(facts.issued_by):
        return None
    return Objection("four_eyes", "下发人不能为自己下发的细则备案。", "请由其他人员办理。")


def newer_version_is_issued(facts: _F) -> Objection | None:
    """Object unless a newer version takes the place of this one."""
    if facts.newer:
        return None
    return Objection("detailed_rules.in_force", "没有下发新版，本版仍然有效。")


_S, _T = DetailedRulesState, DetailedRulesTrigger
_EXAMINER = frozenset({Capacity.EXAMINER})
_ISSUABLE = (rules_are_written, full_text_is_attached, somebody_is_bound)

# fmt: off
DETAILED_RULES: Lifecycle[DetailedRulesFacts] = Lifecycle(
    "detailed_rules", "考核细则",
    born=Row(None, _T.DRAFT, _S.DRAFTED, _EXAMINER, (nothing_is_unfinished,)),
    rows=(
        Row(_S.DRAFTED,  _T.REVISE,    _S.DRAFTED,    _EXAMINER),
        Row(_S.RETURNED, _T.REVISE,    _S.RETURNED,   _EXAMINER),
        Row(_S.DRAFTED,  _T.ATTACH,    _S.DRAFTED,    _EXAMINER),
        Row(_S.RETURNED, _T.ATTACH,    _S.RETURNED,   _EXAMINER),
        Row(_S.DRAFTED,  _T.ISSUE,     _S.ISSUED,     _EXAMINER, _ISSUABLE),
        Row(_S.RETURNED, _T.ISSUE,     _S.ISSUED,     _EXAMINER, _ISSUABLE),
        Row(_S.ISSUED,   _T.FILE,      _S.FILED,      OFFICE,    (filer_did_not_issue,)),
        Row(_S.ISSUED,   _T.RETURN,    _S.RETURNED,   OFFICE,    says_why=True),
        Row(_S.FILED,    _T.SUPERSEDE, _S.SUPERSEDED, _EXAMINER, (newer_version_is_issued,)),
        *follows_its_body(_T.TRANSFER, _S.DRAFTED, _S.ISSUED, _S.RETURNED, _S.FILED),
    ),
)
# fmt: on
