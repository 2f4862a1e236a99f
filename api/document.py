"""The document of the API: what FastAPI drew, with tags told, headers named, and examples."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import versions
from api.examples import IDS, Examples
from api.routes.kinds import slug
from api.routes.later import built
from api.schemas.answers import Objection, Problem
from models import SUBJECTS
from states.catalogue import LIFECYCLES

ABOUT = """\
Everything an officer can do is a `POST` to the thing it is done to; the rest is a `GET`.

* `If-Match` takes the revision that was seen (`ETag`); when somebody was faster: 412.
* `Idempotency-Key` makes a repetition harmless; `dry_run=true` does all, answers, and undoes it.
* Lists: `sort`, `fields`, `limit`, and `after`, the `next` of the page before.
* Every refusal is `application/problem+json` (RFC 9457): stable codes, all objections, remedies.
* What is deprecated says so in `Deprecation`, `Sunset` and `Link` for 180 days or longer.
"""
_TAGS: Mapping[str, str] = {
    "people": "登录：signing in and out, who one is",
    "inbox": "收件箱：messages",
    "messages": "消息送达：channels outside the house, and the ledger of deliveries",
    "calendars": "日历订阅：deadlines in the calendars that people use",
    "events": "事件：what happened, in one order, to read or to listen to",
    "units": "单位：the district's bodies",
    "overview": "总览：the year at a glance",
    "methods": "计分方式：how scores are made",
    "evaluation": "体系运行评估：how the system itself works",
    "health": "运行状况：whether the process lives and can work",
}
_HEADERS: Mapping[str, tuple[str, str]] = {
    "ETag": ("The revision, for If-Match", '"3"'),
    "X-Request-Id": ("The request's id, as in the trail and the log", "6f3b1bb4"),
    "Dry-Run": ("`true` when nothing was kept", "true"),
    "RateLimit": ("What is left of the limit, and until when", '"reads";r=2999;t=60'),
    "RateLimit-Policy": ("The limit", '"reads";q=3000;w=60'),
    "Retry-After": ("Seconds until it is worth another try", "5"),
    "WWW-Authenticate": ("How to sign in", 'Bearer realm="jixiao"'),
}
_OF_STATUS: Mapping[str, tuple[str, ...]] = {
    "401": ("WWW-Authenticate",),
    "429": ("RateLimit", "Retry-After"),
    "503": ("Retry-After",),
}
_ANSWER = "#/components/schemas/Answer"
_KINDS = {slug(kind): kind for kind in LIFECYCLES}


def document(app: FastAPI) -> dict[str, Any]:
    """Draw the document once."""
    if app.openapi_schema is None:
        drawn = get_openapi(
            title=app.title,
            version=app.version,
            description=ABOUT,
            routes=[*built(app.routes)],
            tags=[{"name": name, "description": said} for name, said in _tags()],
        )
        _finish(drawn)
        app.openapi_schema = drawn
    return app.openapi_schema


def _tags() -> Iterator[tuple[str, str]]:
    for kind, lifecycle in LIFECYCLES.items():
        said = (SUBJECTS[kind].__doc__ or "").strip().splitlines()[0]
        yield slug(kind), f"{lifecycle.label}：{said}"
    yield from _TAGS.items()


def _finish(drawn: dict[str, Any]) -> None:
    parts = drawn.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for model in (Problem, Objection):
        known = model.model_json_schema(ref_template="#/components/schemas/{model}")
        known.pop("$defs", None)
        schemas.setdefault(model.__name__, known)
    parts["headers"] = {
        name: {"description": said, "schema": {"type": "string"}, "example": example}
        for name, (said, example) in _HEADERS.items()
    }
    examples = Examples(schemas)
    schemas["Problem"]["examples"] = [examples.of(schemas["Problem"])]
    for operation in _operations(drawn):
        _name_headers(operation)
        _show(operation, examples)
    versions.mark(drawn)


def _operations(drawn: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in drawn["paths"].values():
        yield from methods.values()


def _name_headers(operation: dict[str, Any]) -> None:
    asked = {parameter["name"] for parameter in operation.get("parameters", ())}
    for status, answer in operation["responses"].items():
        names = {"X-Request-Id", *_OF_STATUS.get(status, ())}
        if status.startswith("2"):
            names |= {"RateLimit", "RateLimit-Policy"} if operation.get("security") else set()
            names |= {"ETag"} if _has_revision(answer) else set()
            names |= {"Dry-Run"} if "dry_run" in asked else set()
        answer["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"} for name in sorted(names)
        }


def _has_revision(answer: Mapping[str, Any]) -> bool:
    content = answer.get("content", {}).get("application/json", {})
    named = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return named in _TAGGED


#: What carries a revision on the wire.
_TAGGED = {"Answer", "Options", *(subject.__name__ for subject in SUBJECTS.values())}


def _show(operation: dict[str, Any], examples: Examples) -> None:
    kind = _KINDS.get(next(iter(operation.get("tags", ())), ""), "")
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "subject_id" and kind in IDS:
            parameter["example"] = IDS[kind]
    for content in _contents(operation):
        schema = content.get("schema", {})
        # That of a problem stands with its shape: it is the same some thousand times.
        if "$ref" not in schema or schema["$ref"].endswith("/Problem"):
            continue
        made = examples.of(schema)
        content["example"] = _of_kind(made, kind) if kind in IDS else made


def _contents(operation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        for media, content in part.get("content", {}).items():
            if media.endswith("json"):
                yield content


def _of_kind(made: Any, kind: str) -> Any:  # noqa: ANN401 - JSON
    """Give an example the ids of the kind that it is about."""
    if isinstance(made, list):
        return [_of_kind(one, kind) for one in made]  # pyright: ignore[reportUnknownVariableType] - JSON
    if not isinstance(made, dict):
        return made
    told: dict[str, Any] = {name: _of_kind(value, kind) for name, value in made.items()}  # pyright: ignore[reportUnknownVariableType] - JSON
    if isinstance(told.get("id"), str):
        told["id"] = IDS[kind]
    if told.get("kind") in LIFECYCLES:
        told["kind"] = kind
    return told
