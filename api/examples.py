"""Examples in the document of the API: made of its own schemas, in words that officers know."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from api.schemas.fields import ID_PATTERN

Schema = Mapping[str, Any]

#: An id of each kind, as `GET /<kinds>` would tell it.
IDS: Mapping[str, str] = {
    "year": "2017",
    "phase": "2017-preparation",
    "gate": "2017-indicator_table_confirmed-1",
    "goal": "2017-G01",
    "contingency_plan": "2017-G01-C",
    "feedback": "2017-G01-F1",
    "indicator": "2017-D08-001",
    "detailed_rules": "2017-K-D01-1",
    "node": "2017-D08-001-4",
    "inspection_round": "2017-I1",
    "inspection": "2017-I1-004",
    "request": "2017-D08-001-Q1",
    "suspension": "2017-D08-001-4-Z1",
    "adjustment": "2017-D08-A1",
    "self_evaluation": "2017-D08-E",
    "duty_report": "2017-D08-D",
    "ballot_session": "2017-V1",
    "result": "2017-D08-S",
    "unit_change": "2017-U1",
    "appeal": "2017-D08-P1",
    "document": "2017-D08-B",
    "rectification_plan": "2017-D08-R",
    "supervision_notice": "2017-D08-001-4-M1",
    "talk": "2017-D08-001-4-T1",
    "alarm": "2017-X-D08-unit_head",
    "webhook": "2017-W-D08-1",
    "delegation": "2017-D08-L1",
    "absence": "2017-D08-N1",
}
_MOMENT = "2017-09-30T08:00:00+00:00"
#: What a field of this name holds, where its schema lets it.
_BY_NAME: Mapping[str, tuple[Any, ...]] = {
    "reason": ("材料齐全",),
    "document": ("京政办函2017年99号",),
    "unit_id": ("D08",),
    "lead": ("D08",),
    "assessor_id": ("D01",),
    "examiner_id": ("D01",),
    "inspector_id": ("inspector-1",),
    "goal_id": (IDS["goal"],),
    "about_id": (IDS["node"],),
    "name": ("d08-head",),
    "password": ("从管理员处取得的口令",),
    "level1": ("财政管理",),
    "level2": ("预算绩效",),
    "level3": ("秋冬季资金保障",),
    "title": ("秋冬季资金保障",),
    "label": ("部门专场",),
    "target": ("100%",),
    "target_number": ("100",),
    "method": ("完成率法",),
    "basis": ("年度工作要点",),
    "text": ("资金全部拨付",),
    "progress": ("资金已全部拨付",),
    "value": ("100",),
    "weight": ("5.00",),
    "agree": (True,),
    "inputs": ({"actual": "100"},),
    "due_on": ("2017-12-20",),
    "due_day": ("2017-12-25",),
    "deadline": ("2017-12-20",),
    "by": ("2017-12-31",),
    "month": ("2017-09",),
    "years": (2017,),
    "until": (_MOMENT, "2017-09-30"),
    "event": ("业务培训", "通报表扬"),
    "key": ("indicator_table_confirmed",),
    "cause": ("节点迟报",),
    "measure": ("按月调度",),
    "owner": ("预算科长",),
    "finding": ("台账与系统填报一致。",),
    "explanation": ("材料已补齐。",),
    "answer": ("已按要求整改。",),
    "group": ("leaders",),
    "token": ("q9X2vT7m",),
    "marks": ({"D02": "87.5", "D03": "unknown"},),
    "points": ("4.500000", {IDS["indicator"]: "4.5"}),
    "state": ("in_progress",),
    "kind": ("indicator",),
    "revision": (3,),
    "code": ("objected",),
    "message": ("小考官尚未提出意见。",),
    "detail": ("小考官尚未提出意见。",),
    "remedy": ("请小考官先填写意见。",),
    "status": (422,),
    "type": ("urn:jixiao:problem:objected",),
    "request_id": ("6f3b1bb492da424586e5152f1a87d378",),
    "actor": ("office-clerk",),
    "trigger": ("review",),
    "files": (dict.fromkeys(("plan.toml", "units.toml", "goals.toml", "calendar.toml"), "…"),),
    "secret": ("0123456789abcdef0123456789abcdef",),
}
_BY_FORMAT: Mapping[str, Any] = {"date": "2017-12-20", "date-time": _MOMENT, "binary": "…"}
_BY_PATTERN: Mapping[str, str] = {ID_PATTERN: IDS["indicator"], r"^[0-9A-Za-z_-]{1,32}$": "D08"}
_BY_TYPE: Mapping[str, Any] = {
    "string": "内容",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "null": None,
}
_DEEPEST = 6


class Examples:
    """Makes examples of the schemas of one document."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def of(self, schema: Schema, name: str = "", depth: int = 0) -> Any:  # noqa: ANN401 - JSON
        """Give an example of a schema; `name` is the field's that it stands for."""
        schema = self._found(schema)
        known = _BY_NAME.get(name, ())
        fitting = next((value for value in known if _fits(schema, value)), None)
        return self._made(schema, name, depth) if fitting is None else fitting

    def _found(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        return schema

    def _made(self, schema: Schema, name: str, depth: int) -> Any:  # noqa: ANN401 - JSON
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if "anyOf" in schema:
            return self._chosen(schema["anyOf"], name, depth)
        if schema.get("type") == "object":
            return dict(self._fields(schema, depth))
        if schema.get("type") == "array":
            many = max(1, schema.get("minItems", 0))
            return [self.of(schema["items"], name, depth + 1)] * many if depth < _DEEPEST else []
        return _plain(schema)

    def _chosen(self, ways: list[Schema], name: str, depth: int) -> Any:  # noqa: ANN401 - JSON
        # Exact numbers are written as text.
        said = sorted(ways, key=lambda way: "pattern" not in way)
        return self.of(said[0], name, depth) if "pattern" not in said[0] else _plain(said[0])

    def _fields(self, schema: Schema, depth: int) -> Iterator[tuple[str, Any]]:
        needed = schema.get("required", ())
        for name, field in schema.get("properties", {}).items():
            if name in needed or (name in _BY_NAME and depth < _DEEPEST):
                yield name, self.of(field, name, depth + 1)
        if "properties" not in schema and isinstance(schema.get("additionalProperties"), dict):
            yield "D08", self.of(schema["additionalProperties"], "", depth + 1)


def _plain(schema: Schema) -> Any:  # noqa: ANN401 - JSON
    by_pattern = _BY_PATTERN.get(schema.get("pattern", ""))
    if by_pattern is None and "pattern" in schema:
        return "5.00"  # an exact number
    made = by_pattern or _BY_FORMAT.get(schema.get("format", ""))
    return made if made is not None else _BY_TYPE.get(str(schema.get("type")), {})


def _fits(schema: Schema, value: object) -> bool:
    """Whether a value is of the type that a schema asks for; a test looks closer."""
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    if "anyOf" in schema:
        return any(_fits(way, value) for way in cast("list[Schema]", schema["anyOf"]))
    shown = schema.get("format")
    if shown in _BY_FORMAT and isinstance(value, str):
        return ("T" in value) is (shown == "date-time") and value[:1].isdigit()
    kinds = {"string": str, "integer": int, "boolean": bool, "object": dict}
    held = kinds.get(str(schema.get("type")))
    if isinstance(value, dict):
        known = cast("dict[str, Any]", value)
        return held is dict and all(name in known for name in schema.get("required", ()))
    return held is not None and type(value) is held
