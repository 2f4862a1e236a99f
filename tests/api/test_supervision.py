"""Notices and talks over HTTP: who hears of what, and when."""

from services import alarms
from tests.api.client import Client
from tests.builders import DISTRICT, YEAR

NODE = "2017-D01-001-3"
MATTER = {"about_kind": "node", "about_id": NODE, "matter": "进展滞后"}
DAY = {"talk_on": "2017-09-01", "place": "会议室", "led_by": "副区长"}


def test_a_notice_goes_round_and_a_talk_is_hidden_until_it_is_convened(working: Client):
    office, head = working.by("office-clerk"), working.by("d01-head")
    assert head.post("supervision-notices", MATTER).status_code == 403
    born = office.post("supervision-notices", MATTER)
    assert born.status_code == 201, born.text
    notice = f"supervision-notices/{born.json()['id']}"
    assert head.get(notice).json()["matter"] == "进展滞后"
    assert working.by("t17-head").get(notice).status_code == 404
    assert head.post(f"{notice}/receive").status_code == 200
    assert head.post(f"{notice}/answer", {}).status_code == 422
    assert head.post(f"{notice}/answer", {"answer": "已补报。"}).status_code == 200
    assert head.post(f"{notice}/close").status_code == 403
    clocks = office.get(f"{notice}/deadlines").json()["items"]
    assert [clock["name"] for clock in clocks] == [
        "notice_turn-receive", "notice_turn-answer", "office_turn-close",
    ]  # fmt: skip
    assert office.post(f"{notice}/close").json()["state"] == "closed"

    proposed = office.post("talks", {**MATTER, "about_kind": "supervision_notice",
                                     "about_id": born.json()["id"]})  # fmt: skip
    assert proposed.status_code == 201, proposed.text
    talk = f"talks/{proposed.json()['id']}"
    hidden = [head.get(f"{talk}{end}").status_code for end in ("", "/trail", "/transitions")]
    assert hidden == [404, 404, 404]
    assert head.get("talks").json()["items"] == []
    assert head.post(f"{talk}/convene", DAY).status_code == 404
    assert office.post(f"{talk}/convene", DAY).status_code == 403
    assert working.by("leader").post(f"{talk}/convene", DAY).status_code == 200
    assert head.get(talk).json()["place"] == "会议室"
    assert head.post(f"{talk}/waive", {"reason": "不去"}).status_code == 403


def test_alarms_are_listed_for_the_offices_and_the_body_itself(working: Client):
    house = working.house
    row = {"id": f"{YEAR}-X-D08-unit_head", "unit_id": "D08", "wanted": ["unit_head"]}
    with house.database.connect() as connection:
        desk = alarms.system_desk(connection, DISTRICT, YEAR, alarms.ACTOR, house.now())
        alarms.raise_(desk, [{**row, "waiting": 2, "kinds": ["node"]}])

    def seen(who: str) -> int:
        return len(working.by(who).get("alarms?state=raised").json()["items"])

    assert [seen(who) for who in ("admin", "office-clerk", "d08-clerk", "d09-head")] == [1, 1, 1, 0]
