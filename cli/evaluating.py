"""`evaluate`: how the year's system itself works (体系运行评估)."""

from pathlib import Path
from typing import Any

from cli.opening import opened
from cli.output import refusals, show
from services import carrying
from services.acts import Act
from services.evaluation import evaluate
from services.years import desk_for


def evaluate_year(year: int | None, data: Path | None, *, as_json: bool) -> None:
    """Say what a year's system tells about itself."""
    with refusals(as_json=as_json), opened(data) as house, house.database.snapshot() as connection:
        district, latest = carrying.latest_year(connection)
        act = Act(district_id=district, actor="system:import", at=house.now())
        found = evaluate(desk_for(connection, act, year or latest))
    show(found, as_json=as_json, lines=lambda: _lines(found))


def _lines(found: dict[str, Any]) -> list[str]:
    marked = (f"! {f['where']}：{f['message']} {f['remedy']}" for f in found["findings"])
    return [*found["sentences"], *marked]
