"""Signing in and out, and who one is."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import (
    CurrentConnection,
    CurrentPerson,
    CurrentToken,
    Now,
)
from api.problems import documented
from api.quotas import take_sign_in
from api.rendering import Json
from api.schemas.answers import Person, Token
from api.schemas.asks import Credentials
from services import browse, people
from services.people import Entry, SignedIn
from services.rules import rules_of

router = APIRouter(tags=["people"])


def _shown(person: SignedIn) -> dict[str, Any]:
    held = [
        {"capacity": g.capacity, "label": g.capacity.zh, "unit_id": g.unit_id}
        for g in person.grants
    ]
    return {
        "id": person.person_id,
        "name": person.name,
        "district_id": person.district_id,
        "unit_id": person.unit_id,
        "capacities": held,
        "sight": person.sight,
    }


@router.post(
    "/sign-in",
    operation_id="sign_in",
    response_model=Token,
    responses=documented(401, 404, 413),
)
def sign_in(request: Request, connection: CurrentConnection, now: Now, body: Credentials) -> Json:
    """Exchange name and password for a bearer token."""
    take_sign_in(request, body.name)
    named = body.district if "district" in body.model_fields_set else None
    district = browse.district_of(connection, named)
    rules = rules_of(connection, district, browse.latest_year(connection, district))
    entry = Entry(connection, district, rules.plan.identity, now, rules.day(now))
    token, expires = people.sign_in(entry, body.name, body.password)
    person = people.person(connection, district, body.name, entry.today)
    return Json({"token": token, "expires_at": expires, "person": _shown(person)})


@router.post("/sign-out", operation_id="sign_out", status_code=204, responses=documented(401))
def sign_out(
    person: CurrentPerson, connection: CurrentConnection, token: CurrentToken, now: Now
) -> Response:
    """Make the token worthless."""
    del person
    people.revoke_token(connection, token, now)
    return Response(status_code=204)


@router.get("/me", operation_id="me", response_model=Person, responses=documented(401))
def me(person: CurrentPerson) -> Json:
    """Tell who is signed in, and in which capacities."""
    return Json(_shown(person))
