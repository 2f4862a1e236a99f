"""Signing in and out, and who one is."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection

from api.deps import (
    CurrentConnection,
    CurrentSelf,
    CurrentToken,
    Now,
    today_of,
)
from api.problems import documented
from api.quotas import take_sign_in
from api.rendering import Json
from api.schemas.answers import Person, Token
from api.schemas.asks import Credentials
from services import browse, people
from services.deputies import lent
from services.people import Entry, SignedIn
from services.rules import rules_of
from states.capacity import Capacity

router = APIRouter(tags=["people"])


def shown(connection: Connection, person: SignedIn, today: date) -> dict[str, Any]:
    """Write who somebody is, in which capacities, and for whom they may act today."""
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
        "acts_for": [_lent(row) for row in lent(connection, person, today)],
    }


def _lent(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "id": row["principal_id"],
        "name": row["name"],
        "capacity": row["capacity"],
        "label": Capacity(row["capacity"]).zh,
        "unit_id": row["held_in"],
        "until_day": row["until_day"],
        "delegation_id": row["id"],
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
    return Json(
        {"token": token, "expires_at": expires, "person": shown(connection, person, entry.today)}
    )


@router.post("/sign-out", operation_id="sign_out", status_code=204, responses=documented(401))
def sign_out(
    person: CurrentSelf, connection: CurrentConnection, token: CurrentToken, now: Now
) -> Response:
    """Make the token worthless."""
    del person
    people.revoke_token(connection, token, now)
    return Response(status_code=204)


@router.get("/me", operation_id="me", response_model=Person, responses=documented(401))
def me(person: CurrentSelf, connection: CurrentConnection, now: Now) -> Json:
    """Tell who is signed in, in which capacities, and for whom they may act today."""
    return Json(shown(connection, person, today_of(now)))
