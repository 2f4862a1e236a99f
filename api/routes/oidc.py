"""Signing in through the identity provider (统一身份认证): the way there, and the way back."""

from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ConfigDict, Field

from api.deps import CurrentHouse, Now, OpenConnection
from api.problems import documented
from api.rendering import Json
from api.routes.people import opened
from api.schemas.answers_people import Token
from api.schemas.fields import Plain, Shape
from api.versions import PREFIX
from services import browse, oidc
from services.account_desk import account_desk
from services.acts import Act
from services.oidc import PATIENCE, Return
from services.oidc_provider import Provider
from services.signing_in import DOORKEEPER

router = APIRouter(prefix=PREFIX, tags=["people"])
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
    connection: OpenConnection,
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
    request: Request,
    house: CurrentHouse,
    connection: OpenConnection,
    now: Now,
    back: Annotated[Back, Query()],
    sealed: Annotated[str, Cookie(alias=_COOKIE)] = "",
) -> Json:
    """Exchange what the identity provider vouches for for a bearer token."""
    provider = Provider.of(house.settings)
    who, district = oidc.arrive(provider, Return(back.state, back.code, back.error, sealed))
    request_id = request.state.request_id
    act = Act(district_id=district, actor=DOORKEEPER, at=now, request_id=request_id)
    answer = opened(connection, oidc.enter(account_desk(connection, act), who), now)
    answer.delete_cookie(_COOKIE, **_kept(provider))
    return answer
