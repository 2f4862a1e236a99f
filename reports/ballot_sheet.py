"""The ballot sheet (票务单): one page of HTML to print and sign, nothing loaded from outside."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

STYLE = """
@page { size: A4; margin: 18mm 16mm; }
body { font-family: "FangSong", "STFangsong", "Noto Serif CJK SC", "SimSun", serif;
  font-size: 12pt; line-height: 1.5; color: #000; background: #fff; max-width: 178mm;
  margin: 0 auto; padding: 8mm 0; }
h1 { font-size: 20pt; text-align: center; margin: 0 0 2mm; font-weight: bold; }
h2 { font-family: "SimHei", "Noto Sans CJK SC", sans-serif; font-size: 13pt; margin: 7mm 0 2mm;
  break-after: avoid; }
p.about { text-align: center; margin: 0 0 4mm; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { box-sizing: border-box; border: 0.3mm solid #000; padding: 1.2mm 2mm;
  text-align: left; vertical-align: middle; }
th { font-weight: bold; text-align: center; }
.n { text-align: center; white-space: nowrap; }
.who { width: 30%; }
.sign { width: 24%; }
.counts { break-inside: avoid; }
.scores { table-layout: fixed; }
.scores th { font-size: 10.5pt; }
.place { width: 7%; }
.unit { width: 25%; }
.sum { width: 9%; }
.signs td { height: 8mm; }
.few { display: block; font-size: 9pt; line-height: 1.2; }
.note { font-size: 10.5pt; margin: 2mm 0 0; }
.hands { display: flex; justify-content: space-between; margin-top: 14mm; break-inside: avoid; }
"""
_HANDS = "<span>监票人：　　　　　　</span><span>计票人：　　　　　　</span>"
#: What a browser may do with the sheet: show it, in its own style, and nothing else.
POLICY = (
    "default-src 'none'; frame-ancestors 'none'; style-src 'sha256-"
    f"{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
)


def sheet_html(facts: Mapping[str, Any]) -> str:
    """Write the sheet of a ballot session.

    Args:
        facts: as `services.ballot_sheets.sheet` gathers them.
    """
    day = facts["printed_on"]
    about = f"{facts['label']}（{facts['id']}）　{facts['mode']}　{facts['state']}"
    parts = [
        f"<h1>{_t(facts['title'])}</h1>",
        f'<p class="about">{_t(about)}</p>',
        "<h2>一、领票签名</h2>",
        _signatures(facts["voters"]),
        "<h2>二、票数</h2>",
        _counts(facts["groups"]),
        *_invalid(facts["invalid"]),
        *_scores(facts["groups"], facts["scores"]),
        f'<div class="hands">{_HANDS}<span>{day.year}年{day.month}月{day.day}日</span></div>',
    ]
    title = _t(f"{facts['title']} {facts['id']}")
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _t(value: object) -> str:
    return escape(str(value))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "") -> str:
    head = "".join(heads)
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<table class="{kind}"><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>'


def _head(label: str, kind: str = "") -> str:
    return f'<th class="{kind}">{_t(label)}</th>'


def _cell(value: object, kind: str = "") -> str:
    return f'<td class="{kind}">{_t(value)}</td>'


def _signatures(voters: Sequence[Mapping[str, str]]) -> str:
    if not voters:
        return "<p>尚无人领票。</p>"
    heads = (_head("序号", "n"), _head("评委组"), _head("姓名", "who"), _head("签名", "sign"))
    rows = (
        (_cell(number, "n"), _cell(voter["group"]), _cell(voter["name"]), _cell(""))
        for number, voter in enumerate(voters, start=1)
    )
    return _table(heads, rows, "signs")


_COUNTED = ("judges", "claimed", "returned", "papers", "invalid")


def _counts(groups: Sequence[Mapping[str, Any]]) -> str:
    labels = ("应到", "领票", "有效票", "其中纸质", "无效票")
    heads = (_head("评委组"), _head("权重", "n"), *(_head(label, "n") for label in labels))
    rows = [
        (
            _cell(group["label"]),
            _cell(f"{group['weight']}%", "n"),
            *(_cell(group[name], "n") for name in _COUNTED),
        )
        for group in groups
    ]
    sums = (_cell(sum(group[name] for group in groups), "n") for name in _COUNTED)
    return _table(heads, [*rows, (_cell("合计"), _cell("", "n"), *sums)], "counts")


def _invalid(papers: Sequence[Mapping[str, str]]) -> Iterable[str]:
    if papers:
        listed = "；".join(f"{paper['group']}一张，{paper['reason']}" for paper in papers)
        yield f'<p class="note">无效票：{_t(listed)}。</p>'


def _scores(
    groups: Sequence[Mapping[str, Any]], scores: Sequence[Mapping[str, Any]] | None
) -> Iterable[str]:
    if scores is None:
        return
    yield "<h2>三、测评成绩</h2>"
    heads = (
        _head("序", "place"),
        _head("单位", "unit"),
        *(_head(group["label"]) for group in groups),
        _head("得分", "sum"),
        _head("名次", "sum"),
    )
    yield _table(heads, (_score_row(row) for row in scores), "scores")
    yield (
        '<p class="note">各组为平均分和有效票数，“不了解”不计入平均；'
        "—为该组没有有效票，不按零分计，其权重由其余各组按比例承担；*为有的组票数少于规定张数。</p>"
    )


def _score_row(row: Mapping[str, Any]) -> Sequence[str]:
    return (
        _cell(row["place"], "n"),
        _cell(f"{row['name']}{'*' if row['few'] else ''}"),
        *(_mean(group) for group in row["groups"]),
        _cell("—" if row["score"] is None else row["score"], "n"),
        _cell("—" if row["rank"] is None else row["rank"], "n"),
    )


def _mean(group: Mapping[str, Any] | None) -> str:
    if group is None:
        return _cell("—", "n")
    unknown = [f"不了解{group['unknown']}"] if group["unknown"] else []
    notes = (f"{group['ballots']}票", *unknown)
    counted = "".join(f'<span class="few">{_t(note)}</span>' for note in notes)
    return f'<td class="n">{_t(group["mean"])}{counted}</td>'
