"""`year show`, `year amend`, `year adopt`."""

from pathlib import Path
from typing import Any

from cli.opening import latest_year, opened
from cli.output import refusals
from cli.output import show as show_document
from plans.loading import load, texts
from services import years
from services.acts import Act, Order, one
from services.house import House
from services.pins import pinned_of
from states.catalogue import LIFECYCLES


def show(year: int | None, data: Path | None, *, as_json: bool) -> None:
    """Show what a year is pinned to, and where the house differs from it."""
    with refusals(as_json=as_json), opened(data) as house:
        district, latest = latest_year(house)
        with house.database.connect() as connection:
            found = pinned_of(connection, district, year or latest)
    show_document(found, as_json=as_json, lines=lambda: _lines(found))


def _lines(found: dict[str, Any]) -> list[str]:
    differing = found["differing"]
    told = [f"{found['year']}年度，方案摘要值 {found['plan_digest']}"]
    for kind in {**found["current"], **found["pinned"]}:
        label = LIFECYCLES[kind].label if kind in LIFECYCLES else kind
        pinned, now = found["pinned"].get(kind, ""), found["current"].get(kind, "")
        mark = f"✗ 程序为 {now[:12] or '（无）'}" if kind in differing else "✓"
        told.append(f"  {label}  {pinned[:12] or '（未固定）'}  {mark}")
    if differing:
        told.append("状态表不一致：采用之前不能办理。jixiao year adopt --reason … --by …")
    return told


def amend(plan: str, reason: str, by: str, data: Path | None, *, as_json: bool) -> None:
    """Amend the plan of its running year by a new plan folder."""
    with refusals(as_json=as_json), opened(data) as house:
        new = load(plan)
        order = Order(str(new.year), {"files": texts(plan)}, reason=reason)
        with house.database.connect() as connection:
            act = _act(house, new.district, by)
            answer = one(years.amend(years.desk_for(connection, act, new.year), [order]))
    told = [f"{new.year}年度方案已修改，摘要值 {new.digest}。"]
    show_document(answer.to_json() | {"digest": new.digest}, as_json=as_json, lines=lambda: told)


def adopt(reason: str, by: str, year: int | None, data: Path | None, *, as_json: bool) -> None:
    """Let a year go by the lifecycles as they are now."""
    with refusals(as_json=as_json), opened(data) as house:
        district, latest = latest_year(house)
        order = Order(str(year or latest), reason=reason)
        with house.database.connect() as connection:
            desk = years.desk_for(connection, _act(house, district, by), year or latest)
            answer = one(years.adopt(desk, [order]))
    told = [f"{answer.id}年度已采用程序现有的状态表。"]
    show_document(answer.to_json(), as_json=as_json, lines=lambda: told)


def _act(house: House, district: str, by: str) -> Act:
    return Act(district_id=district, actor=by, at=house.now())
