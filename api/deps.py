"""The vocabulary of routes: the house, a connection, who asks, the act, the desk to do it at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Header, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection

from api.entitling import insist
from api.problems import BadHeader
from api.quotas import take
from api.schemas.fields import ID_PATTERN
from kit.deadlines import day_of
from kit.errors import BadInput, NotSignedIn
from services import deputies, people
from services.account_desk import account_desk, without_key
from services.acts import Act
from services.browse import latest_year
from services.desk import Desk
from services.house import House
from services.people import SignedIn
from services.years import desk_for

#: Capacities count by the day; before the district's plan is known, by Beijing time.
BEIJING = ZoneInfo("Asia/Shanghai")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"|([0-9]{1,9})')
_NAME = re.compile(r"[\x21-\x7e]{1,32}")
_KEY = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,199}")


async def on_trial(
    request: Request,
    dry_run: Annotated[
        bool | None,
        Query(description="试办：一切照办并作检查，但什么都不留下；答复带 `Dry-Run: true`"),
    ] = None,
) -> None:
    """Do all that is asked and keep nothing of it, where that is wished."""
    request.state.trial = bool(dry_run)


async def _house(request: Request) -> House:
    house: House = request.app.state.house
    if getattr(request.state, "trial", False):
        return house.on_trial()
    if request.method not in _SAFE and _refuses_trial(request):
        raise BadInput("这里不能试办（dry_run）：未作任何办理。")
    return house


def _refuses_trial(request: Request) -> bool:
    return not hasattr(request.state, "trial") and "dry_run" in request.query_params


CurrentHouse = Annotated[House, Depends(_house)]


def _connection(house: CurrentHouse) -> Iterator[Connection]:
    with house.connect() as connection:
        yield connection


#: Where nobody is asked who they are. Autocommit, back in the pool before the answer leaves.
OpenConnection = Annotated[Connection, Depends(_connection, scope="function")]


async def _now(house: CurrentHouse) -> datetime:
    return house.now()


#: One instant for the whole request, on the house's own clock.
Now = Annotated[datetime, Depends(_now)]


def today_of(now: datetime) -> date:
    """Tell the day by Beijing time."""
    return day_of(now, BEIJING)


_BEARER = HTTPBearer(auto_error=False, description="POST /api/v1/sign-in 所得的 token")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


async def _token(credentials: Credentials) -> str:
    if credentials is None:
        raise NotSignedIn
    return credentials.credentials


CurrentToken = Annotated[str, Depends(_token)]


def _seat(
    request: Request,
    house: CurrentHouse,
    token: CurrentToken,
    now: Now,
    principal: Annotated[
        str | None,
        Header(alias="On-Behalf-Of", description="代谁办理：委托人的用户名；不写为本人"),
    ] = None,
) -> Iterator["_Seat"]:
    with house.connect() as connection:
        person = people.whose_token(connection, token, now, today_of(now))
        insist(request.method, request.scope["path"], person.token)
        request.state.actor = person.person_id
        take(request, _limit_of(request), person.district_id, person.person_id)
        seat = _Seat(connection, person, principal)
        if principal is None:
            seat.limit(person)
        yield seat


@dataclass(frozen=True, slots=True)
class _Seat:
    """What every request of somebody known needs, found in one turn: a turn is a thread's.

    Attributes:
        person: whose token it is, for whomever they may act.
        principal: the name in whose place they want to act.
    """

    connection: Connection
    person: SignedIn
    principal: str | None

    def limit(self, person: SignedIn) -> None:
        if person.sight is not None:
            people.limit_sight(self.connection, person.sight, person.person_id, judge=person.judge)

    def standing_in(self, principal: str, today: date) -> SignedIn:
        if not _NAME.fullmatch(principal):
            raise BadHeader("On-Behalf-Of 应为委托人的用户名。")
        person = deputies.standing_in(self.connection, self.person, principal, today)
        self.limit(person)
        return person


CurrentSeat = Annotated[_Seat, Depends(_seat, scope="function")]


async def _own_connection(seat: CurrentSeat) -> Connection:
    return seat.connection


#: Autocommit, bound to the sight of who asks, back in the pool before the answer leaves.
CurrentConnection = Annotated[Connection, Depends(_own_connection)]


async def _self(seat: CurrentSeat) -> SignedIn:
    return seat.person


#: Whose token it is, for whomever they may act.
CurrentSelf = Annotated[SignedIn, Depends(_self)]


async def _person(seat: CurrentSeat, now: Now) -> SignedIn:
    if seat.principal is None:
        return seat.person
    return await run_in_threadpool(seat.standing_in, seat.principal, today_of(now))


def _limit_of(request: Request) -> str:
    return "reads" if request.method in _SAFE else "writes"


#: Who asks: themselves, or in another's place with that one's capacities and sight.
CurrentPerson = Annotated[SignedIn, Depends(_person)]


async def _key(
    key: Annotated[
        str | None,
        Header(alias="Idempotency-Key", description="同一个键再次提交，得到同样的答复，不重复办理"),
    ] = None,
) -> str | None:
    if key is not None and not _KEY.fullmatch(key):
        raise BadHeader("Idempotency-Key 应为 1 至 200 个可见的英文字符。")
    return key


async def _act(
    request: Request, person: CurrentPerson, now: Now, key: Annotated[str | None, Depends(_key)]
) -> Act:
    return Act(
        district_id=person.district_id,
        actor=person.person_id,
        at=now,
        on_behalf_of=person.on_behalf_of,
        request_id=request.state.request_id,
        key=key,
    )


CurrentAct = Annotated[Act, Depends(_act)]


def _desk(
    connection: CurrentConnection,
    act: CurrentAct,
    year: Annotated[
        int | None, Query(ge=1000, le=9999, description="考评年度；不写为最近一个实施中的年度")
    ] = None,
) -> Desk:
    known = year or latest_year(connection, act.district_id)
    return desk_for(connection, act, known)


#: Under the rules of the year asked for.
CurrentDesk = Annotated[Desk, Depends(_desk)]


def _account_desk(connection: CurrentConnection, act: CurrentAct) -> Desk:
    return account_desk(connection, act)


#: Where accounts are kept, which belong to no year.
AccountDesk = Annotated[Desk, Depends(_account_desk)]


def _own_desk(desk: AccountDesk) -> Desk:
    return without_key(desk)


#: Where somebody changes what proves who they are: no answer is kept under a key.
OwnDesk = Annotated[Desk, Depends(_own_desk)]
SubjectPath = Annotated[str, Path(alias="subject_id", pattern=ID_PATTERN, max_length=64)]


def _subject_desk(connection: CurrentConnection, act: CurrentAct, subject_id: SubjectPath) -> Desk:
    return desk_for(connection, act, year_of(subject_id))


#: Under the rules of the subject's own year, whichever year is the latest.
SubjectDesk = Annotated[Desk, Depends(_subject_desk)]


def year_of(subject_id: str) -> int:
    """Read the year out of an id."""
    return int(subject_id[:4])


async def _revision(
    seen: Annotated[
        str | None, Header(alias="If-Match", description="所见版本（ETag），已变则不办理")
    ] = None,
) -> int | None:
    if seen is None or seen.strip() == "*":
        return None
    found = _ETAG.fullmatch(seen.strip())
    if found is None:
        raise BadHeader('If-Match 应为所见的版本号，例如 "7"。')
    return int(found[1] or found[2])


#: The revision that the caller saw; None to act on whatever stands.
SeenRevision = Annotated[int | None, Depends(_revision)]


def because(desk: Desk, reason: str) -> Desk:
    """The same desk with a written reason for the act."""
    return replace(desk, act=replace(desk.act, reason=reason))
