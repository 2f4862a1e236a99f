"""Evidence over HTTP: uploaded in one stream, listed, taken home again."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.responses import FileResponse
from starlette.datastructures import UploadFile

from api.deps import (
    CurrentConnection,
    CurrentHouse,
    CurrentPerson,
    SeenRevision,
    SubjectDesk,
    SubjectPath,
)
from api.problems import documented
from api.quotas import take
from api.rendering import Json, answered
from api.routes.kinds import slug
from api.routes.later import Later
from api.schemas import answers
from api.uploads import WRAPPING, Upload, measured, read_form, too_large
from kit.errors import BadInput, Unavailable
from services import browse, evidence, options
from services.acts import Order

_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "role": {"type": "string", "enum": list(evidence.ROLES)},
                    },
                }
            }
        },
    }
}


def _opening(kind: str) -> Any:  # noqa: ANN401 - a dependency
    def may_attach(
        request: Request, person: CurrentPerson, desk: SubjectDesk, subject_id: SubjectPath
    ) -> int:
        take(request, "uploads", person.district_id, person.person_id)
        options.insist(desk, kind, subject_id, "attach")
        return desk.rules.plan.evidence.max_bytes + WRAPPING

    # Nothing is read from somebody who may not upload here.
    async def upload(
        request: Request, most: Annotated[int, Depends(may_attach)]
    ) -> AsyncIterator[Upload]:
        announced = request.headers.get("content-length", "0")
        if announced.isdigit() and int(announced) > most:
            raise too_large(most)
        async with read_form(measured(request, most)) as form:
            file, role = form.get("file"), form.get("role", "evidence")
            if not isinstance(file, UploadFile) or not isinstance(role, str):
                raise BadInput("请以表单（multipart/form-data）上传，文件放在“file”一栏。")
            # Before it is stored: what cannot be attached leaves nothing behind.
            evidence.check_role(role)
            yield Upload(file.file, file.filename or "", role)

    return upload


def _attach_route(kind: str) -> Any:  # noqa: ANN401 - a route
    def attach(
        house: CurrentHouse,
        desk: SubjectDesk,
        subject_id: SubjectPath,
        seen: SeenRevision,
        upload: Annotated[Upload, Depends(_opening(kind))],
    ) -> Json:
        """Hang a file on it (form: `file`, `role`)."""
        stored = house.store.put(upload.chunks(), desk.rules.plan.evidence, upload.name)
        order = Order(subject_id, {"role": upload.role}, seen)
        return answered(evidence.attach(desk, kind, order, stored, upload.name), 201)

    return attach


def _list_route(kind: str) -> Any:  # noqa: ANN401 - a route
    def list_files(
        person: CurrentPerson, connection: CurrentConnection, subject_id: SubjectPath
    ) -> Json:
        """List its files."""
        return Json({"items": browse.files_of(connection, person, kind, subject_id)})

    return list_files


def _fetch_route(kind: str) -> Any:  # noqa: ANN401 - a route
    def fetch(
        house: CurrentHouse,
        person: CurrentPerson,
        connection: CurrentConnection,
        subject_id: SubjectPath,
        sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
    ) -> FileResponse:
        """Take one of its files home."""
        file = browse.file_of(connection, person, (kind, subject_id), sha256)
        path = house.store.path(sha256)
        if not path.is_file():
            raise Unavailable(f"文件“{file['name']}”暂时取不到，请联系管理员核对文件库。")
        sandboxed = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        return FileResponse(
            path, media_type=file["media_type"], filename=file["name"], headers=sandboxed
        )

    return fetch


_FILE = {
    200: {
        "description": "The file",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


_REFUSALS = documented(401, 403, 404)


def _attaching(kind: str) -> dict[str, Any]:
    return {
        "endpoint": _attach_route(kind),
        "status_code": 201,
        "operation_id": f"attach_{kind}",
        "response_model": answers.Answer,
        "responses": documented(401, 403, 404, 409, 412, 413),
        "openapi_extra": _FORM,
        "tags": [slug(kind)],
    }


def _listing(kind: str) -> dict[str, Any]:
    return {
        "endpoint": _list_route(kind),
        "operation_id": f"{kind}_evidence",
        "response_model": answers.Files,
        "responses": _REFUSALS,
        "tags": [slug(kind)],
    }


def _fetching(kind: str) -> dict[str, Any]:
    return {
        "endpoint": _fetch_route(kind),
        "operation_id": f"fetch_{kind}_evidence",
        "response_class": FileResponse,
        "responses": {**_REFUSALS, **_FILE},
        "tags": [slug(kind)],
    }


def file_routes() -> Later:
    """Lay the routes of evidence for every kind that takes files."""
    router = Later()
    for kind in evidence.KINDS:
        at = f"/{slug(kind)}/{{subject_id}}/evidence"
        router.later(at, partial(_attaching, kind), "POST")
        router.later(at, partial(_listing, kind))
        router.later(f"{at}/{{sha256}}", partial(_fetching, kind))
    return router
