"""`inspection draw` and `inspection population`: the lot of a round, for whoever doubts it."""

from pathlib import Path

import orjson
import typer

from cli.opening import opened
from cli.output import FOUND_PROBLEMS, refusals, show
from services import inspection_draws
from services.carrying import latest_year
from services.inspection_draws import Draw


def draw(round_: str, data: Path | None, *, verify: bool, as_json: bool) -> None:
    """Print a round's draw; with `verify` exit 1 when it does not bear out what was inspected."""
    with refusals(as_json=as_json):
        found = _look(round_, data)
    show(found.to_json(), as_json=as_json, lines=lambda: _lines(found, verify=verify))
    if verify and found.problems:
        raise typer.Exit(FOUND_PROBLEMS)


def _look(round_: str, data: Path | None) -> Draw:
    with opened(data) as house, house.database.snapshot() as connection:
        district, year = latest_year(connection)
        named = f"{year}-I{round_}" if round_.isdigit() else round_
        return inspection_draws.look(connection, district, named)


def _lines(found: Draw, *, verify: bool) -> list[str]:
    told = found.to_json()
    lines = [
        f"{told['label']}（{told['id']}），{told['drawn_on']}抽样，种子“{told['seed']}”",
        f"总体{len(told['population'])}项，摘要值 {told['population_digest']}",
        *(f"  {s.name}：{s.size}项，比例{s.rate}%，抽{s.take}项" for s in found.strata),
        f"样本{len(found.again)}项：",
        *(f"  {node}" for node in found.again),
    ]
    if not verify:
        return lines
    verdict = [f"✗ {said}" for said in found.problems] or ["按种子重新抽样，与实际核验的事项相符。"]
    return [*lines, *verdict]


def population(round_: str, file: Path, data: Path | None, *, as_json: bool) -> None:
    """Write a round's draw to a file from which anybody can draw it again, without the database."""
    with refusals(as_json=as_json):
        told = _look(round_, data).to_json()
        file.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    document = {"file": str(file), "round": told["id"], "items": len(told["population"])}
    show(document, as_json=as_json, lines=lambda: [f"已写出{document['items']}项：{file}"])
