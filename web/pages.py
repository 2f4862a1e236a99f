"""The overview page (总览): units and lamps, what is due, sign-in; until the pages come."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlalchemy import Connection
from starlette.staticfiles import StaticFiles

from kit.errors import NotFound, NotSignedIn, Refused
from kit.limiting import Limiter, TooMany
from services import own_account, people, signing_in, tokens
from services.account_desk import account_desk
from services.acts import Act, Order, one
from services.desk import Desk
from services.house import House
from services.messages import inbox
from services.overview import overview
from services.people import SignedIn
from services.rules import Rules, rules_of
from services.signing_in import DOORKEEPER, Proof
from services.tokens import Opened
from services.years import open_years
from web.due_days import due_page
from web.from_here import cookie_of, insist_on_our_page, is_secure

_HERE = Path(__file__).parent
_ZONE = ZoneInfo("Asia/Shanghai")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # With no-referrer a browser would not say, either, that a form comes from here.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PAGES = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape())


class Pages:
    """The pages of one house."""

    def __init__(self, house: House) -> None:
        self._house = house
        #: A rehearsed folder holds nobody's secrets: its overview is shown without signing in.
        self._is_rehearsal = house.folder.description().get("kind") == "rehearsal"

    def home(self, request: Request) -> Response:
        """Show the overview, as far as the reader may see."""
        return self._page(request.cookies.get(cookie_of(request), ""))

    def due(
        self, request: Request, kind: str, subject_id: str, lang: Literal["zh", "en"] = "zh"
    ) -> Response:
        """Tell how the due days of something come about, as far as the reader may see it."""
        token = request.cookies.get(cookie_of(request), "")
        with self._house.database.connect() as connection:
            if not open_years(connection):
                return self._page(token, status=404)
            district, _, _ = self._rules(connection)
            with _seen_by(connection, self._who(connection, token)) as who:
                if who.token.must if who else not self._is_rehearsal:
                    return RedirectResponse("/", status_code=303, headers=_HEADERS)
                about = kind.replace("-", "_"), subject_id, lang
                try:
                    page = due_page(_PAGES, self._house, connection, (district, who), about)
                except NotFound as refusal:
                    return self._page(token, refusal.message, status=404)
        return HTMLResponse(page, headers=_HEADERS)

    def sign_in(
        self,
        request: Request,
        name: Annotated[str, Form()],
        password: Annotated[str, Form()],
        code: Annotated[str, Form()] = "",
    ) -> Response:
        """Sign in from the page; the token goes into a cookie that scripts cannot read."""
        try:
            self._count(request, name.strip())
        except TooMany as refusal:
            return self._page("", refusal.message, status=429)
        with self._house.database.connect() as connection:
            district, _, _ = self._rules(connection)
            desk = self._desk(connection, district, DOORKEEPER)
            keys, proof = self._house.identity_keys, Proof(password, code)
            try:
                opened = signing_in.sign_in(desk, keys, name.strip().replace("\x00", ""), proof)
            except NotSignedIn as refusal:
                return self._page("", refusal.message, status=401)
        return self._with_cookie(request, opened)

    def change_password(
        self, request: Request, password: Annotated[str, Form()], new: Annotated[str, Form()]
    ) -> Response:
        """Change the password from the page; a new session begins."""
        token = request.cookies.get(cookie_of(request), "")
        try:
            with self._house.database.connect() as connection:
                who = self._insist(connection, token)
                desk = self._desk(connection, who.district_id, who.person_id)
                opened = own_account.change_password(desk, password, new)
        except Refused as refusal:
            said = "".join(o.message for o in refusal.objections) or refusal.message
            return self._page(token, said, status=422)
        return self._with_cookie(request, opened)

    def _with_cookie(self, request: Request, opened: Opened) -> Response:
        answer = RedirectResponse("/", status_code=303, headers=_HEADERS)
        answer.set_cookie(
            cookie_of(request),
            opened.token,
            max_age=int((opened.expires_at - self._house.now()).total_seconds()),
            httponly=True,
            samesite="strict",
            secure=is_secure(request),
        )
        return answer

    def _count(self, request: Request, name: str) -> None:
        limiter: Limiter = request.app.state.limiter
        limiter.take("sign-ins-by-address", request.client.host if request.client else "")
        limiter.take("sign-ins-by-name", name)

    def _desk(self, connection: Connection, district: str, actor: str) -> Desk:
        act = Act(district_id=district, actor=actor, at=self._house.now())
        return account_desk(connection, act)

    def sign_out(self, request: Request) -> Response:
        """Sign out: the token is worthless from now on."""
        token = request.cookies.get(cookie_of(request), "")
        with suppress(NotSignedIn), self._house.database.connect() as connection:
            who = self._insist(connection, token)
            desk = self._desk(connection, who.district_id, who.person_id)
            one(tokens.sign_out(desk, [Order(who.person_id, {"numbers": [who.token.number]})]))
        answer = RedirectResponse("/", status_code=303, headers=_HEADERS)
        name = cookie_of(request)
        answer.delete_cookie(name, httponly=True, samesite="strict", secure=is_secure(request))
        return answer

    def _insist(self, connection: Connection, token: str) -> SignedIn:
        now = self._house.now()
        return people.whose_token(connection, token, now, now.astimezone(_ZONE).date())

    def _page(self, token: str, problem: str = "", status: int = 200) -> Response:
        now = self._house.now()
        with self._house.database.connect() as connection:
            years = open_years(connection)
            shown: dict[str, Any] = {
                "clock": self._house.clock.label,
                "now": now.astimezone(_ZONE),
                "problem": problem,
                "is_rehearsal": self._is_rehearsal,
            }
            if years:
                shown |= self._year(connection, token)
        page = _PAGES.get_template("overview.html").render(shown)
        return HTMLResponse(page, status_code=status, headers=_HEADERS)

    def _year(self, connection: Connection, token: str) -> dict[str, Any]:
        district, year, rules = self._rules(connection)
        now = self._house.now()
        with _seen_by(connection, self._who(connection, token)) as who:
            if who is None and not self._is_rehearsal:
                return {"plan": rules.plan}
            if who and who.token.must:
                return {"plan": rules.plan, "who": who}
            sight = who.sight if who else None
            letters = inbox(connection, (district, who.person_id), limit=8) if who else ()
            return {
                "plan": rules.plan,
                "who": who,
                "inbox": letters,
                "zone": _ZONE,
                "view": overview(connection, district, year, now, rules, sight),
            }

    def _who(self, connection: Connection, token: str) -> SignedIn | None:
        try:
            return self._insist(connection, token) if token else None
        except NotSignedIn:
            return None

    def _rules(self, connection: Connection) -> tuple[str, int, Rules]:
        years = open_years(connection)
        if not years:
            raise NotSignedIn("尚未开启任何年度，还不能登录。")
        district, year = max(years, key=lambda pair: pair[1])
        return district, year, rules_of(connection, district, year)


@contextmanager
def _seen_by(connection: Connection, who: SignedIn | None) -> Generator[SignedIn | None]:
    """Bind the connection to what somebody may see, and free it again."""
    people.limit_sight(connection, who.sight if who else None)
    try:
        yield who
    finally:
        people.limit_sight(connection, None)


def add_pages(app: FastAPI, house: House) -> None:
    """Hang the pages beside the API."""
    if not hasattr(app.state, "limiter"):  # beside the API they count together
        app.state.limiter = Limiter(house.settings.limits)
    pages = Pages(house)
    router = APIRouter(include_in_schema=False, dependencies=[Depends(insist_on_our_page)])
    router.add_api_route("/", pages.home, methods=["GET"])
    router.add_api_route("/deadlines/{kind}/{subject_id}", pages.due, methods=["GET"])
    router.add_api_route("/sign-in", pages.sign_in, methods=["POST"])
    router.add_api_route("/sign-out", pages.sign_out, methods=["POST"])
    router.add_api_route("/password", pages.change_password, methods=["POST"])
    app.include_router(router)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
