"""Letters: what a person reads outside the house, as plain text and as HTML that loads nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from states.catalogue import LIFECYCLES
from states.reaching import Sort

_FOOT = "本消息由绩效管理系统自动发送，请勿回复；办理请登录系统。"
_CUT = "……（未完，请登录系统查看）"
_PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font-family:sans-serif;line-height:1.6;color:#222">'
    '<h1 style="font-size:18px">{title}</h1>{body}'
    '<p style="color:#666;font-size:13px">{foot}</p></body></html>'
)
_GROUP = '<h2 style="font-size:15px;margin:16px 0 4px">{subject}</h2><ul>{items}</ul>'


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent.

    Attributes:
        text: whole, for mail; it does not repeat the title.
    """

    title: str
    text: str
    html: str

    def short(self, most_bytes: int) -> str:
        """Title and text in one, cut to so many bytes (UTF-8) for a robot."""
        whole = f"{self.title}\n{self.text}"
        if len(whole.encode()) <= most_bytes:
            return whole
        kept = whole.encode()[: most_bytes - len(_CUT.encode())]
        return kept.decode(errors="ignore") + _CUT


def letter(sort: Sort, items: Sequence[Mapping[str, Any]], at: datetime, zone: ZoneInfo) -> Letter:
    """Write what a delivery says, grouped by subject.

    Args:
        sort: a message or a digest.
        items: kind, subject_id, at, text of each message.
        at: when the delivery was made.
        zone: in which people read times.
    """
    title = _title(sort, items, at.astimezone(zone))
    groups = list(_groups(items))
    dated = zone if sort is Sort.DIGEST else None
    lines = [line for subject, group in groups for line in (subject, *_lines(group, dated))]
    rows = "".join(
        _GROUP.format(
            subject=escape(subject),
            items="".join(f"<li>{escape(said)}</li>" for said in _said(group, dated)),
        )
        for subject, group in groups
    )
    return Letter(title, "\n".join([*lines, "", _FOOT]), _page(title, rows))


def brief(items: Sequence[Mapping[str, Any]]) -> Letter:
    """Write no more than that something waits, for channels that leave the government's network."""
    title = f"【绩效】您有{len(items)}条新消息"
    said = "请登录绩效管理系统查看。"
    return Letter(title, f"{said}\n\n{_FOOT}", _page(title, f"<p>{said}</p>"))


def code(channel: str, digits: str) -> Letter:
    """Write what confirms a channel."""
    title = "【绩效】送达渠道验证码"
    said = f"有人在绩效管理系统登记了这个{channel}。如是本人，请在一日内填写验证码：{digits}。"
    other = "如非本人登记，不必理会，此后不会再收到消息。"
    return Letter(
        title, f"{said}{other}\n\n{_FOOT}", _page(title, f"<p>{escape(said)}</p><p>{other}</p>")
    )


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=escape(title), body=body, foot=_FOOT)


def _title(sort: Sort, items: Sequence[Mapping[str, Any]], at: datetime) -> str:
    if sort is Sort.DIGEST:
        return f"【绩效】每日摘要（{at.year}年{at.month}月{at.day}日，共{len(items)}条）"
    return f"【绩效】{_subject(items[0])}"


def _subject(item: Mapping[str, Any]) -> str:
    lifecycle = LIFECYCLES.get(item["kind"])
    return f"{lifecycle.label if lifecycle else item['kind']} {item['subject_id']}"


def _groups(
    items: Iterable[Mapping[str, Any]],
) -> Iterable[tuple[str, list[Mapping[str, Any]]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for item in items:
        groups.setdefault(_subject(item), []).append(item)
    return groups.items()


def _lines(group: Iterable[Mapping[str, Any]], zone: ZoneInfo | None) -> list[str]:
    return [f"  · {said}" for said in _said(group, zone)]


def _said(group: Iterable[Mapping[str, Any]], zone: ZoneInfo | None) -> list[str]:
    return [f"{_moment(item, zone)}{item['text']}" for item in group]


def _moment(item: Mapping[str, Any], zone: ZoneInfo | None) -> str:
    # A message that goes out at once is of now.
    return f"{datetime.fromisoformat(item['at']).astimezone(zone):%m-%d %H:%M} " if zone else ""
