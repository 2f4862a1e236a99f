"""Reading a plan folder; whatever is wrong is told with file, place, reason and remedy."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kit.errors import BadInput, Objection, Refused
from plans.references import dangling
from plans.schema import Plan
from plans.words import PhaseKey

_HOME = Path(__file__).parent
_MAIN = "plan.toml"
#: The fields of a plan that live in files of their own.
_FILES = {"roll": "units.toml", "goal_set": "goals.toml", "days": "calendar.toml"}
#: Files that a plan may have besides.
_OPTIONAL = {"baselines": "baselines.toml"}
TABLE = "indicator-table.xlsx"
#: What plans did not say when they were pinned by an earlier house.
_ADDITIONS = "additions.toml"
_YEAR_END = ("self_evaluation_due", "duty_report_due")
#: No sentence has as many; no key of a plan has more than two.
_MOST_DOTS = 100


class PlanProblem(BadInput):
    """年度方案文件有误。"""

    code = "bad_plan"


def available() -> list[str]:
    """List the plans that come with the house, by folder name."""
    return sorted(path.parent.name for path in _HOME.glob(f"*/{_MAIN}"))


def folder(where: str | Path) -> Path:
    """Find a plan's folder: a name under plans/, or a path to a folder or its plan.toml.

    Raises:
        PlanProblem: there is none.
    """
    path = Path(where)
    for candidate in (_HOME / path, path, path.parent if path.name == _MAIN else path):
        if (candidate / _MAIN).is_file():
            return candidate
    known = "、".join(available())
    raise _problem(
        _MAIN, "", f"没有找到方案“{where}”", f"请写方案目录的名称（现有：{known}）或目录的路径。"
    )


def load(where: str | Path) -> Plan:
    """Read the plan of a folder.

    Raises:
        PlanProblem: with an objection for everything that is wrong.
    """
    return parse(texts(where))


def texts(where: str | Path) -> dict[str, str]:
    """Read a plan folder's files as they are, by name: this is what a year is pinned to.

    Raises:
        PlanProblem: a file is missing or cannot be read.
    """
    home = folder(where)
    besides = (name for name in _OPTIONAL.values() if (home / name).is_file())
    return {name: _text(home / name) for name in (_MAIN, *_FILES.values(), *besides)}


def parse(files: Mapping[str, str]) -> Plan:
    """Make a plan of its files' texts.

    Raises:
        PlanProblem: with an objection for everything that is wrong.
    """
    return _planned(_raw(files))


def parse_pinned(files: Mapping[str, str]) -> Plan:
    """Make a plan of the texts that a year is pinned to, however long ago.

    What plans did not say then is read from `additions.toml`, so that a running year stays at work
    with a newer house; what they did say stands.

    Raises:
        PlanProblem: with an objection for everything that is wrong.
    """
    raw = _raw(files)
    closes = {phase.get("key"): phase.get("closes") for phase in raw.get("phases", ())}
    days = dict.fromkeys(_YEAR_END, closes.get(PhaseKey.ANNUAL_EVALUATION.value))
    added = _toml(_ADDITIONS, _text(_HOME / _ADDITIONS))
    return _planned(_completed(raw, {**added, "year_end": {**added["year_end"], **days}}))


def _completed(raw: dict[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in added.items():
        if isinstance(value, dict) and isinstance(raw.get(key), dict):
            _completed(raw[key], cast("dict[str, Any]", value))
        else:
            raw.setdefault(key, value)
    return raw


def _raw(files: Mapping[str, str]) -> dict[str, Any]:
    raw = _toml(_MAIN, _held(files, _MAIN))
    for field, name in (_FILES | _OPTIONAL).items():
        if field in raw:
            raise _problem(_MAIN, field, "不能写在这里", f"请写到同一目录的 {name}。")
        if field in _FILES or name in files:
            raw[field] = _toml(name, _held(files, name))
    return raw


def _held(files: Mapping[str, str], name: str) -> str:
    if name not in files:
        raise _problem(name, "", "缺少这个文件", "请补上后再提交。")
    return files[name]


def _planned(raw: Mapping[str, Any]) -> Plan:
    try:
        plan = Plan.model_validate(raw)
    except ValidationError as refused:
        raise _refusal([_told(error) for error in refused.errors()]) from refused
    found = [_objection(*_place(path), said, remedy) for path, said, remedy in dangling(plan)]
    if found:
        raise _refusal(found)
    _check_calendar(plan)
    return plan


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as missing:
        raise _problem(
            path.name, "", "文件不存在", f"请在方案目录中放入 {path.name}。"
        ) from missing
    except OSError as unreadable:
        raise _problem(path.name, "", "文件无法读取", "请检查文件的权限。") from unreadable
    except UnicodeDecodeError as wrong:
        where = f"第{wrong.start + 1}字节"
        raise _problem(
            path.name, where, "不是UTF-8编码", "请用文本编辑器另存为UTF-8编码。"
        ) from wrong


def _toml(name: str, text: str) -> dict[str, Any]:
    if any(line.count(".") > _MOST_DOTS for line in text.splitlines()):
        # A key of thousands of parts keeps the parser busy for hours.
        raise _problem(name, "", f"有一行的点号超过{_MOST_DOTS}个", "请分行书写。")
    try:
        # TOML allows both ends of line; a text from a Windows editor keeps its own.
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError as wrong:
        raise _problem(name, "", "括号套得过深", "请核对括号。") from wrong
    except (ValueError, InvalidOperation) as wrong:  # an endless number, beside what is no TOML
        raise _problem(name, "", f"不符合TOML语法（{wrong}）", "请按提示的行、列修改。") from wrong


def _check_calendar(plan: Plan) -> None:
    try:
        plan.calendar()
    except Refused as refused:
        name = _FILES["days"]
        raise _refusal(
            [_objection(name, "days", o.message, o.remedy) for o in refused.objections]
        ) from refused


#: By the kind of pydantic error: what is wrong, and what to do.
_SAID: dict[str, tuple[str, str]] = {
    "missing": ("缺少这一项", "请补上。"),
    "extra_forbidden": ("没有这样的项", "请核对拼写，或删去。"),
    "exact_number": ("应为数字", "请直接写数字，不加引号。"),
    "enum": ("不在可选范围内", "可选：{expected}。"),
    "int_type": ("应为整数", "请直接写整数，不加引号。"),
    "bool_type": ("应为 true 或 false", "请改为 true 或 false。"),
    "date_type": ("应为日期", "请写成 2017-07-25，不加引号。"),
    "string_type": ("应为文字", "请加引号。"),
    "string_too_short": ("不能为空", "请填写。"),
    "string_pattern_mismatch": ("名称只能用小写字母、数字和下划线", "请改名，如 node_report。"),
    "greater_than_equal": ("不能小于{ge}", "请改大。"),
    "less_than_equal": ("不能大于{le}", "请改小。"),
    "tuple_type": ("应为列表", "请写成 [ … ]。"),
    "dict_type": ("应为表", "请写成表 {{ 项 = 值 }}。"),
    "model_type": ("应为表", "请写成表 {{ 项 = 值 }}。"),
    "finite_number": ("应为有限的数", "请直接写数字。"),
    "clock": ("应为时刻", '请写成 "08:30"。'),
    "zone": ("不是有效的时区", "请写成 Asia/Shanghai。"),
    "quorum": ("应为人数或比例", '请写整数（如 5）或比例（如 "2/3"、">1/2"）。'),
    "gate_steps": (
        "应写明由谁签署",
        "请写 steps（审批环节），或只写 capacity 和 rule，二者取一。",
    ),
    "repeat": (
        "重复提醒写得不对",
        "只能在到期当日或以后的梯次（0 或 +2wd）上重复；least 不大于 first，most 不超过12。",
    ),
    "offset": ("不是有效的提前（推后）量", "请写成 -5wd（工作日）、-3d（自然日）、0 或 +2wd。"),
    "template": ("不是有效的文号模板", "请用 {{year}} 和 {{number}} 表示年份和序号，并须有序号。"),
}


def _told(error: ErrorDetails) -> Objection:
    said, remedy = _SAID.get(error["type"], (f"内容有误（{error['msg']}）", "请按说明修改。"))
    values = {str(key): str(value) for key, value in error.get("ctx", {}).items()}
    file, where = _place(error["loc"])
    return _objection(file, where, said.format(**values), remedy.format(**values))


def _place(path: tuple[int | str, ...]) -> tuple[str, str]:
    first, *rest = path
    file = (_FILES | _OPTIONAL).get(str(first), "")
    return (file, _dotted(rest)) if file else (_MAIN, _dotted(path))


def _dotted(path: list[int | str] | tuple[int | str, ...]) -> str:
    return "".join(_steps(path)).removeprefix(".")


def _steps(path: list[int | str] | tuple[int | str, ...]) -> Iterator[str]:
    # Rows are counted from 1, as an officer counts them.
    for step in (step for step in path if step != "[key]"):
        yield f"[{step + 1}]" if isinstance(step, int) else f".{step}"


def _objection(file: str, where: str, said: str, remedy: str) -> Objection:
    place = f"{file} 的 {where}" if where else file
    return Objection("plan.wrong", f"{place}：{said.rstrip('。')}。", remedy)


def _problem(file: str, where: str, said: str, remedy: str) -> PlanProblem:
    return _refusal([_objection(file, where, said, remedy)])


def _refusal(objections: list[Objection]) -> PlanProblem:
    told = "".join(f"{o.message}{o.remedy}" for o in objections[:3])
    more = f"（共{len(objections)}处）" if len(objections) > 1 else ""
    return PlanProblem(f"年度方案文件有误{more}：{told}", objections=objections)
