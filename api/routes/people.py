"""Signing in and out, who one is, and what proves it: password, authenticator, tokens."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import Connection

from api.deps import (
    CurrentConnection,
    CurrentHouse,
    CurrentPerson,
    CurrentSelf,
    Now,
    OpenConnection,
    OwnDesk,
    today_of,
)
from api.problems import documented
from api.quotas import take_sign_in
from api.rendering import Json
from api.schemas.answers_people import (
    Authenticator,
    HeldTokens,
    Person,
    RecoveryCodes,
    ShownToken,
    Token,
)
from api.schemas.asks_people import (
    Confirmed,
    Credentials,
    FirstCode,
    NewPassword,
    NewToken,
    Removal,
)
from api.versions import PREFIX
from services import browse, own_account, people, person_lists, signing_in, tokens
from services.account_desk import account_desk
from services.acts import Act, Order, one
from services.deputies import lent
from services.people import SignedIn
from services.signing_in import DOORKEEPER, Proof
from services.tokens import Opened, Wanted
from states.capacity import Capacity

router = APIRouter(prefix=PREFIX, tags=["people"])
_OWN = documented(401, 403, 404, 409)
TokenNumber = Annotated[int, Path(alias="number", ge=0, le=2_000_000_000)]


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
        "must": person.token.must,
        "scopes": sorted(person.token.scopes),
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


def opened(connection: Connection, session: Opened, now: datetime) -> Json:
    """Answer a session that has just begun."""
    today = today_of(now)
    person = people.whose_token(connection, session.token, now, today)
    told = {"token": session.token, "expires_at": session.expires_at}
    return Json({**told, "person": shown(connection, person, today)}, headers=_ONCE)


#: What is shown once is kept nowhere on the way.
_ONCE: Mapping[str, str] = {"Cache-Control": "no-store"}


@router.post(
    "/sign-in",
    operation_id="sign_in",
    response_model=Token,
    responses=documented(401, 404, 413),
)
def sign_in(
    request: Request,
    house: CurrentHouse,
    connection: OpenConnection,
    now: Now,
    body: Credentials,
) -> Json:
    """Exchange name, password and code for the bearer token of a session."""
    take_sign_in(request, body.name)
    named = body.district if "district" in body.model_fields_set else None
    district = browse.district_of(connection, named)
    request_id = request.state.request_id
    act = Act(district_id=district, actor=DOORKEEPER, at=now, request_id=request_id)
    desk = account_desk(connection, act)
    proof = Proof(body.password, body.code)
    return opened(connection, signing_in.sign_in(desk, house.identity_keys, body.name, proof), now)


@router.post(
    "/sign-out", operation_id="sign_out", status_code=204, responses=documented(401, 403, 409)
)
def sign_out(person: CurrentSelf, desk: OwnDesk) -> Response:
    """Make the token worthless."""
    one(tokens.sign_out(desk, [Order(person.person_id, {"numbers": [person.token.number]})]))
    return Response(status_code=204)


@router.get("/me", operation_id="me", response_model=Person, responses=documented(401, 403))
def me(person: CurrentSelf, connection: CurrentConnection, now: Now) -> Json:
    """Tell who is signed in, in which capacities, and for whom they may act today."""
    return Json(shown(connection, person, today_of(now)))


@router.post("/me/password", operation_id="change_password", response_model=Token, responses=_OWN)
def change_password(
    connection: CurrentConnection, desk: OwnDesk, now: Now, body: NewPassword
) -> Json:
    """Change the password: all sessions end, and a new one begins."""
    return opened(
        connection, own_account.change_password(desk, body.password, body.new_password), now
    )


def _listing(kind: str) -> Callable[..., Json]:
    def list_mine(person: CurrentPerson, connection: CurrentConnection, now: Now) -> Json:
        """List what is good still; the tokens themselves are kept nowhere."""
        items = person_lists.tokens_of(connection, person, person.person_id, now, kind)
        return Json({"items": items})

    return list_mine


def _ending(kind: str) -> Callable[..., Response]:
    def end_mine(person: CurrentPerson, desk: OwnDesk, number: TokenNumber) -> Response:
        """End one of one's own; it is worthless at once."""
        body = {"numbers": [number], "kinds": [kind]}
        one(tokens.revoke(desk, [Order(person.person_id, body)]))
        return Response(status_code=204)

    return end_mine


for _place, _kind, _one_of in (
    ("sessions", "session", "session"),
    ("tokens", "personal", "token"),
    ("calendars", "calendar", "calendar"),
):
    router.add_api_route(
        f"/me/{_place}",
        _listing(_kind),
        operation_id=f"my_{_place}",
        response_model=HeldTokens,
        responses=documented(401, 403),
    )
    router.add_api_route(
        f"/me/{_place}/{{number}}",
        _ending(_kind),
        methods=["DELETE"],
        status_code=204,
        operation_id=f"end_my_{_one_of}",
        responses=_OWN,
    )


@router.post(
    "/me/tokens",
    operation_id="issue_token",
    status_code=201,
    response_model=ShownToken,
    responses=_OWN,
)
def issue_token(person: CurrentPerson, desk: OwnDesk, body: NewToken) -> Json:
    """Issue a personal token; it is shown this once."""
    days = body.days if "days" in body.model_fields_set else None
    wanted = Wanted(body.label, tuple(body.scopes), days)
    made = tokens.issue(desk, person.person_id, wanted)
    told = {"number": made.number, "token": made.token, "expires_at": made.expires_at}
    return Json(told, 201, _ONCE)


@router.post("/me/totp", operation_id="set_up_totp", response_model=Authenticator, responses=_OWN)
def set_up_totp(house: CurrentHouse, desk: OwnDesk, body: Confirmed) -> Json:
    """Set an authenticator up; its secret is shown this once, and counts from the first code on."""
    made = own_account.set_up_totp(desk, house.identity_keys, body.password)
    return Json({"secret": made.secret, "uri": made.uri}, headers=_ONCE)


@router.post(
    "/me/totp/confirm",
    operation_id="confirm_totp",
    response_model=RecoveryCodes,
    responses=_OWN,
)
def confirm_totp(house: CurrentHouse, desk: OwnDesk, body: FirstCode) -> Json:
    """Put the authenticator to use by its first code; the recovery codes are shown this once."""
    codes = own_account.confirm_totp(desk, house.identity_keys, body.code)
    return Json({"recovery_codes": codes}, headers=_ONCE)


@router.post("/me/totp/remove", operation_id="remove_my_totp", status_code=204, responses=_OWN)
def remove_totp(house: CurrentHouse, desk: OwnDesk, body: Removal) -> Response:
    """Take the authenticator away; password and code, or a recovery code, are asked once more."""
    own_account.remove_totp(desk, house.identity_keys, Proof(body.password, body.code))
    return Response(status_code=204)
