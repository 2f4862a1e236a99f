"""Signing in through the identity provider (统一身份认证): the way there, and the way back."""

from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Query
from fastapi.responses import RedirectResponse, Response
from pydantic import ConfigDict, Field

from api.deps import CurrentConnection, CurrentHouse, Now
from api.problems import documented
from api.rendering import Json
from api.routes.people import shown
from api.schemas.answers import Token
from api.schemas.fields import Plain, Shape
from services import browse, oidc, people
from services.oidc import PATIENCE, Return
from services.oidc_provider import Provider
from services.people import Entry
from services.rules import rules_of

router = APIRouter(tags=["people"])
_COOKIE = "jixiao-oidc"
_PATH = "/api/v1/sign-in/oidc"
_Word = Annotated[Plain, Field(max_length=2000)]


class Back(Shape):
    """What the provider sends a browser back with; whatever else it says is passed over."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    state: _Word = ""
    code: _Word = ""
    error: _Word = ""


def _kept(provider: Provider) -> dict[str, Any]:
    # Lax: the provider's redirect brings it back, a form or a picture of another site does not.
    secure = provider.redirect.startswith("https://")
    return {"path": _PATH, "httponly": True, "samesite": "lax", "secure": secure}


@router.get(
    "/sign-in/oidc",
    operation_id="sign_in_oidc",
    status_code=303,
    response_class=RedirectResponse,
    responses=documented(404),
)
def go_to_the_provider(
    house: CurrentHouse,
    connection: CurrentConnection,
    district: Annotated[_Word | None, Query()] = None,
) -> Response:
    """Send a browser to the identity provider; it comes back to the callback."""
    provider = Provider.of(house.settings)
    departure = oidc.depart(provider, browse.district_of(connection, district))
    answer = RedirectResponse(departure.address, 303)
    answer.set_cookie(_COOKIE, departure.sealed, max_age=PATIENCE, **_kept(provider))
    return answer


@router.get(
    "/sign-in/oidc/callback",
    operation_id="sign_in_oidc_callback",
    response_model=Token,
    responses=documented(401, 404),
)
def come_back(
    house: CurrentHouse,
    connection: CurrentConnection,
    now: Now,
    back: Annotated[Back, Query()],
    sealed: Annotated[str, Cookie(alias=_COOKIE)] = "",
) -> Json:
    """Exchange what the identity provider vouches for for a bearer token."""
    provider = Provider.of(house.settings)
    who, district = oidc.arrive(provider, Return(back.state, back.code, back.error, sealed))
    rules = rules_of(connection, district, browse.latest_year(connection, district))
    entry = Entry(connection, district, rules.plan.identity, now, rules.day(now))
    token, expires = oidc.enter(entry, who)
    person = people.person(connection, district, who, entry.today)
    told = {"token": token, "expires_at": expires}
    answer = Json({**told, "person": shown(connection, person, entry.today)})
    answer.delete_cookie(_COOKIE, **_kept(provider))
    return answer
