"""Whether the process lives (`/healthz`), whether it can work (`/readyz`), its `/metrics`."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.deps import CurrentHouse
from api.problems import from_database
from api.rendering import Json
from api.schemas.answers import Check, Readiness
from api.watching import insist_on_watcher
from kit.errors import Refused
from services import metrics
from services.browse import oldest_due
from services.house import House
from services.pins import held_years

router = APIRouter(tags=["health"])
#: The tick looks every few seconds; silence for a minute means that it has stopped.
_SILENT_SECONDS = 60.0
_LATE = timedelta(minutes=5)
_DEFINITIONS = "definitions"

TickAge = Callable[[], float | None]


@router.get("/healthz", operation_id="healthz")
async def healthz() -> Json:
    """Tell that the process is up."""
    return Json({"up": True})


@router.get(
    "/readyz",
    operation_id="readyz",
    response_model=Readiness,
    responses={503: {"model": Readiness, "description": "Something keeps it from working"}},
)
def readyz(request: Request, house: CurrentHouse) -> Json:
    """Tell whether database, tick and deadlines are well."""
    checks = [*_database(house), *_tick(request.app.state.tick_age)]
    # A year that waits for its director is told, but does not close the house: he must get in.
    ready = all(check.ok for check in checks if check.name != _DEFINITIONS)
    body = {"ready": ready, "checks": [check.model_dump() for check in checks]}
    return Json(body, 200 if ready else 503)


@router.get("/metrics", include_in_schema=False)
def tell_metrics(request: Request, house: CurrentHouse) -> Response:
    """Tell this process's metrics, in Prometheus' text format."""
    insist_on_watcher(request, house)
    return Response(metrics.exposition(house), media_type=CONTENT_TYPE_LATEST)


def _database(house: House) -> Iterator[Check]:
    try:
        with house.database.connect() as connection:
            oldest = oldest_due(connection)
            held = held_years(connection)
        late = house.now() - oldest if oldest else timedelta(0)
    except Refused as refusal:
        yield Check(name="clock", ok=False, detail=refusal.message)
        return
    except (DBAPIError, PoolTimeout) as error:
        why = from_database(error, house.database.address).message
        yield Check(name="database", ok=False, detail=why)
        return
    yield Check(name="database", ok=True, detail="数据库正常。")
    minutes = int(late.total_seconds() // 60)
    said = f"最早到期未处理的时限已过{minutes}分钟。" if late > _LATE else "没有积压的时限。"
    yield Check(name="deadlines", ok=late <= _LATE, detail=said)
    changed = f"状态表已变，待绩效办主任采用：{'、'.join(held)}。"
    steady = "状态表与各年度固定的一致。"
    yield Check(name=_DEFINITIONS, ok=not held, detail=changed if held else steady)


def _tick(age: TickAge | None) -> Iterator[Check]:
    """Look at the tick where this process can; elsewhere the deadlines tell."""
    if age is None:
        return
    seconds = age()
    if seconds is None:
        yield Check(name="tick", ok=False, detail="定时巡检尚未运行。")
    elif seconds > _SILENT_SECONDS:
        yield Check(name="tick", ok=False, detail=f"定时巡检已停{int(seconds)}秒。")
    else:
        yield Check(name="tick", ok=True, detail="定时巡检正常。")
