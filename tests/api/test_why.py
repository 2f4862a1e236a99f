"""Why: a score, a total, a due day; each told so that it can be reckoned once more."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from services import nodes, sweep
from services.acts import Order
from tests.api.client import Client
from tests.builders import done, noon
from tests.services.finishing import DONE, score_all
from tests.services.hands import ask
from tests.services.year_results import lay_year


def test_a_score_tells_how_it_came_about(working: Client):
    score_all(working.house, "D30")
    head = working.by("d30-head")
    mine = head.get("indicators?state=scored&unit_id=D30&limit=1").json()["items"][0]

    told = head.get(f"indicators/{mine['id']}/score")
    outline = head.get(f"indicators/{mine['id']}/score", headers={"Accept": "text/plain"})

    tree = told.json()["explanation"]
    assert told.json()["points"] == mine["points"]
    assert Decimal(tree["points"]) == Decimal(mine["points"])
    assert tree["rule"]
    assert outline.headers["content-type"].startswith("text/plain")
    first, second, *_ = outline.text.splitlines()
    assert first == f"{tree['label']}：{Decimal(mine['points']):.2f} 分"
    assert tree["rule"] in second
    assert working.by("t03-head").get(f"indicators/{mine['id']}/score").status_code == 404


def test_a_total_is_the_sum_of_what_explains_it(working: Client):
    lay_year(working.house, {"D30": "87.5", "D31": "90"})
    head = working.by("d30-head")
    total = head.get("results/2017-D30-S").json()["total"]

    told = head.get("results/2017-D30-S/explanation").json()
    outline = head.get("results/2017-D30-S/explanation", headers={"Accept": "text/plain"}).text

    assert Decimal(told["points"]) == Decimal(total)
    assert told["children"]
    assert "87.50 分" in outline
    assert head.get("results/2017-D31-S/explanation").status_code == 404


def test_what_is_not_scored_yet_has_no_explanation(standing: Client):
    answer = standing.by("d08-head").get("indicators/2017-D08-001/score")

    assert (answer.status_code, answer.json()["detail"]) == (404, "这项指标还没有计分。")


def test_a_clock_tells_its_days_and_what_rang(working: Client):
    house = working.house
    query = "SELECT id, due_on FROM node WHERE state = 'pending' AND due_on = '2017-09-30' LIMIT 1"
    with house.database.connect() as connection:
        node = connection.execute(text(query)).one()
    house.clock.move_to(noon(2017, 10, 12))
    sweep.sweep(house.database, house.now())
    head = working.by("office-clerk")

    (clock,) = head.get(f"nodes/{node.id}/deadlines").json()["items"]

    assert (clock["name"], clock["due_on"]) == ("node_report", str(node.due_on))
    assert clock["due_at"].startswith("2017-09-30T16:00:00")
    assert "2017" in clock["steps"][-1]
    assert clock["steps_en"][-1].startswith("Due on 2017-09-30 at 24:00")
    rang = [rung for rung in clock["rungs"] if rung["fired_at"]]
    assert {"0"} <= {rung["rung"] for rung in rang}
    assert all(rung["number"] >= 1 for rung in rang)


def test_a_clock_of_working_days_tells_every_step(working: Client):
    """A report sent back for form on the eve of the golden week."""
    house = working.house
    query = "SELECT id, unit_id FROM node WHERE state = 'pending' AND assessor_id = 'D01' LIMIT 1"
    with house.database.connect() as connection:
        node = connection.execute(text(query)).one()
    house.clock.move_to(noon(2017, 9, 29))
    done(ask(house, f"{node.unit_id.lower()}-head", nodes.report, Order(node.id, DONE)))
    done(ask(house, "office-clerk", nodes.return_, Order(node.id, reason="格式")))

    clocks = working.by("office-clerk").get(f"nodes/{node.id}/deadlines").json()["items"]

    again = next(clock for clock in clocks if clock["name"] == "node_resubmit")
    assert again["counting"] == "working_days"
    assert again["steps"][0] == "2017年9月29日当日不计，自次日起算。"
    assert again["steps"][-1].endswith("24时止。")
    assert again["steps_en"][0] == "2017-09-29, the day of the start, is not counted."
    assert f"{again['length']} working days" in again["steps_en"][1]
    assert again["due_on"] > "2017-09-29"


@pytest.mark.parametrize("kind", ["gates", "indicators", "years"])
def test_what_has_no_clock_says_so(standing: Client, kind: str):
    office = standing.by("office-clerk")
    (one, *_) = office.get(f"{kind}?limit=1&sort=id").json()["items"]

    answer = office.get(f"{kind}/{one['id']}/deadlines")

    assert answer.status_code == 200
    assert isinstance(answer.json()["items"], list)
    assert standing.by("d08-clerk").get("nodes/2017-T03-001-1/deadlines").status_code == 404
