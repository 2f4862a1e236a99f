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
    assert clock["steps_en"][-1] == "So the period ends on 30 September 2017 at 24:00."
    assert (clock["state"], clock["trigger"], clock["label"]) == ("running", "plan", "节点填报")
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
    assert again["steps"][0] == "2017年9月29日当日不计，自次日（9月30日）起算。"
    assert again["steps"][-1].endswith("24时止。")
    assert again["steps_en"][0] == (
        "29 September 2017 itself is not counted: counting begins on 30 September."
    )
    assert again["steps_en"][1] == "The 3rd working day is 10 October."
    assert again["due_on"] > "2017-09-29"


@pytest.mark.parametrize("kind", ["gates", "indicators", "years"])
def test_what_has_no_clock_says_so(standing: Client, kind: str):
    office = standing.by("office-clerk")
    (one, *_) = office.get(f"{kind}?limit=1&sort=id").json()["items"]

    answer = office.get(f"{kind}/{one['id']}/deadlines")

    assert answer.status_code == 200
    assert isinstance(answer.json()["items"], list)
    assert standing.by("d08-clerk").get("nodes/2017-T03-001-1/deadlines").status_code == 404


def test_the_page_of_a_due_day_tells_every_version_in_two_languages(working: Client):  # noqa: PLR0915 - one life, told once
    """A node whose clock stood for a week, and whose calendar was changed afterwards."""
    house = working.house
    house.clock.move_to(noon(2017, 9, 11))
    director, admin = working.by("office-director"), working.by("admin")
    asked = {"about_kind": "node", "about_id": "2017-D01-001-3", "deadline": "node_report"}
    asked |= {"ground": "force_majeure", "reason": "汛期全员抢险"}
    born = director.post("suspensions", json=asked)
    assert born.status_code == 201
    pause = born.json()["id"]
    head = working.by("d01-head")
    assert head.get(f"suspensions/{pause}").json()["first_on"] == "2017-09-11"
    assert working.by("t03-head").get(f"suspensions/{pause}").status_code == 404
    (_, stands) = head.get("nodes/2017-D01-001-3/deadlines").json()["items"]
    assert (stands["state"], stands["due_on"]) == ("standing", None)
    house.clock.move_to(noon(2017, 9, 13))
    assert director.post(f"suspensions/{pause}/end").status_code == 200
    days = [
        {key: day[key] for key in ("date", "kind", "name")}
        for day in admin.get("calendars/2018-1").json()["days"]
        if day["date"] < "2018" and day["date"] != "2017-10-02"
    ]
    notice = {"version": "2017-9", "document": "国办发明电9号", "basis": "调整通知"}
    entered = admin.post(
        "years/2017/enter_calendar", json={**notice, "years": [2017], "days": days}
    )
    assert entered.status_code == 200, entered.text
    tried = director.post(
        "years/2017/recompute?dry_run=true", json={"version": "2017-9", "reason": "调整"}
    )
    assert tried.status_code == 200
    assert [c["in_force"] for c in admin.get("calendars").json()["items"]] == [[2017], []]
    put = director.post("years/2017/recompute", json={"version": "2017-9", "reason": "调整"})
    assert put.status_code == 200

    last = head.get("nodes/2017-D01-001-3/deadlines").json()["items"][-1]
    told, english = (
        head.get(f"nodes/2017-D01-001-3/deadlines?lang={lang}", headers={"Accept": "text/plain"})
        for lang in ("zh", "en")
    )

    # 30 September and two days that stood: 2 October, a working Monday by the notice.
    assert (last["due_on"], last["version"], last["state"]) == ("2017-10-02", 4, "running")
    assert last["suspensions"][0]["resumed_on"] == "2017-09-13"
    assert told.headers["content-type"].startswith("text/plain")
    third = told.text.index("第3版")
    assert told.text[third:].startswith(
        "第3版（已由下一版代替）：2017-09-13 12:00“恢复计时”（office-director）："
        "不可抗力：汛期全员抢险\n"
        "  规定日期为2017年9月30日。\n"
        "  9月11日至9月12日中止计时（不可抗力），不计入。\n"
        "  扣除中止的日数，期限顺延至10月2日。\n"
        "  10月2日系国庆节放假，顺延至10月9日（星期一）。\n"
        "  期限至2017年10月9日24时止。\n"
    )
    assert told.text[told.text.index("第4版") :].splitlines()[4] == "  期限至2017年10月2日24时止。"
    assert "国办发明电9号" in told.text
    assert (
        "2 October is a public holiday (国庆节), so the end moves on to 9 October" in english.text
    )
    assert (
        "Version 2 (replaced by the next version): 2017-09-11 12:00, the clock was suspended"
        in (english.text)
    )
    assert "The clock still stands: there is no due day until it runs again." in english.text
