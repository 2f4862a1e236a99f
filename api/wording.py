"""What was wrong with a request, in the officer's language, field by field."""

from collections.abc import Iterable, Mapping
from typing import Any

from kit.errors import BadInput, Objection

#: By kind of fault (pydantic's), or by the beginning of its name: what to say.
_SAID: Mapping[str, str] = {
    "missing": "没有填写",
    "unknown_parameter": "不是这里可用的参数",
    "unknown_field": "不是可以显示的栏目",
    "extra_forbidden": "不是这里可以填写的内容",
    "json_invalid": "请求正文不是正确的 JSON",
    "nul": "含有不能保存的字符（NUL）",
    "surrogate": "含有不能保存的字符（不成对的代理码位）",
    "string_unicode": "含有不能保存的字符（不成对的代理码位）",
    "string_too_long": "太长，最多{max_length}个字符",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "写法不对",
    "string_type": "应为文字",
    "enum": "只能是：{expected}",
    "literal_error": "只能是：{expected}",
    "too_long": "太多，最多{max_length}项",
    "too_short": "至少{min_length}项",
    "too_deep": "嵌套太深",
    "too_large": "数字太大",
    "finite_number": "应为有限的数字",
    "greater_than_equal": "不能小于{ge}",
    "greater_than": "应大于{gt}",
    "less_than_equal": "不能大于{le}",
    "decimal_max_digits": "位数太多，最多{max_digits}位",
    "decimal_max_places": "小数最多{decimal_places}位",
    "decimal_whole_digits": "整数部分最多{whole_digits}位",
    "decimal": "应为数字",
    "int": "应为整数",
    "bool": "应为 true 或 false",
    "datetime": "应为带时区的时刻，例如 2017-09-30T08:00:00+08:00",
    "timezone": "应为带时区的时刻，例如 2017-09-30T08:00:00+08:00",
    "date": "应为日期，例如 2017-09-30",
    "list": "应为列表",
    "dict": "应为一组名称和值",
    "model": "应为一组名称和值",
}
#: Where the field stands: not said for the body, which is where everybody looks.
_PLACES = {"query": "地址参数", "path": "地址", "header": "请求头", "body": ""}


def bad_input(faults: Iterable[Mapping[str, Any]]) -> BadInput:
    """Turn the faults that validation found into one refusal."""
    objections = tuple(_objection(fault) for fault in faults)
    return BadInput("".join(o.message for o in objections[:5]), objections=objections)


def _objection(fault: Mapping[str, Any]) -> Objection:
    place, *path = fault["loc"]
    kind = str(fault["type"])
    context: Mapping[str, Any] = fault.get("ctx") or {}
    said = _sentence(kind, context)
    spelled: str = context.get("named") or ".".join(str(part) for part in path)
    name = spelled if kind != "json_invalid" else ""
    where = f"{_PLACES.get(str(place), '')}“{name}”" if name else "请求正文"
    whole = said if said.startswith("请求正文") else f"{where}{said}"
    remedy = f"可用的有：{context['known']}。" if "known" in context else ""
    return Objection(f"field.{kind}", f"{_printable(whole)}。", remedy)


def _sentence(kind: str, context: Mapping[str, Any]) -> str:
    if kind in _SAID:
        return _SAID[kind].format_map(_Known(context))
    known = (said for start, said in _SAID.items() if kind.startswith(start))
    return next(known, "填写有误").format_map(_Known(context))


def _printable(text: str) -> str:
    # A field's name is whatever was sent: it must not carry out what was refused coming in.
    shown = "".join(c if c.isprintable() else "�" for c in text)
    return shown[:300]


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        del key
        return "（见说明）"
