"""The inbox, page by page; the overview as far as one may see."""

from datetime import timedelta

from sqlalchemy import text

from services import messages
from tests.api.client import Client


def delivered(client: Client) -> None:
    with client.house.database.connect() as connection:
        now = client.house.now()
        while messages.deliver(connection, now, now.date()):
            pass


def pages(client: Client, path: str, cursor: str):
    following = ""
    while True:
        page = client.get(f"{path}{following}").json()
        yield from page["items"]
        if page["next"] is None:
            return
        following = f"&{cursor}={page['next']}"


def test_the_inbox_loses_nothing_between_pages(drafting: Client):
    head = drafting.by("d08-head")
    clerk = drafting.by("office-clerk")
    delivered(drafting)
    clerk.post("inbox/read", {"until": drafting.house.now().isoformat()})
    mine = [row["id"] for row in head.get("indicators?unit_id=D08&limit=200").json()["items"]]
    head.post("indicators/declare", {"orders": [{"id": subject} for subject in mine]})
    delivered(drafting)

    letters = [*pages(clerk, "inbox?unread=true&limit=3", "before")]
    marked = clerk.post("inbox/read", {"until": letters[0]["at"]}).json()

    assert len(mine) > 6
    assert [letter["subject_id"] for letter in letters] == mine
    assert marked == {"marked": len(mine)}
    assert clerk.get("inbox?unread=true").json() == {"items": [], "next": None}
    kept = pages(clerk, "inbox?limit=200", "before")
    assert [letter["subject_id"] for letter in kept if letter["kind"] == "indicator"] == mine
    own = head.get("inbox?limit=200").json()["items"]
    assert not [letter for letter in own if letter["subject_id"] in mine]


def test_lists_lose_nothing_between_pages(standing: Client):
    listed = [row["id"] for row in pages(standing.by("leader"), "nodes?limit=200", "after")]

    with standing.house.database.connect() as connection:
        every = connection.execute(text("SELECT id FROM node ORDER BY id")).scalars().all()
    assert listed == list(every)


def test_lists_are_narrowed(standing: Client):
    leader = standing.by("leader")

    units = leader.get("indicators?unit_id=D08&limit=200").json()["items"]
    nodes = leader.get(f"nodes?indicator_id={units[0]['id']}&state=pending&year=2017").json()
    nothing = leader.get("nodes?lamp=red&year=2018").json()

    assert {row["unit_id"] for row in units} == {"D08"}
    assert {row["indicator_id"] for row in nodes["items"]} == {units[0]["id"]}
    assert nothing == {"items": [], "next": None}


def test_the_overview_counts_every_unit_for_the_leader_and_one_for_a_head(standing: Client):
    seen = standing.by("leader").get("overview").json()
    own = standing.by("t03-head").get("overview").json()

    with standing.house.database.connect() as connection:
        counted = connection.execute(text("SELECT unit_id, count(*) FROM node GROUP BY 1")).all()
    by_unit = {unit["id"]: unit["counts"]["open"] for unit in seen["units"]}
    assert by_unit == {row.unit_id: row.count for row in counted}
    assert seen["totals"]["open"] == sum(by_unit.values())
    assert (seen["clock"], seen["now"]) == ("演练时钟", "2017-09-01T04:00:00+00:00")
    assert (seen["today"], seen["phase"]["state"]) == ("2017-09-01", "planned")
    assert [unit["id"] for unit in own["units"]] == ["T03"]
    assert own["totals"]["open"] == by_unit["T03"]


def test_the_overview_tells_what_falls_due(working: Client):
    working.house.clock.advance(timedelta(days=20))
    seen = working.by("leader").get("overview").json()

    assert seen["due_count"] > 0
    assert len(seen["due"]) == min(100, seen["due_count"])
    assert all("2017-09-21" <= due["due_on"] <= "2017-10-05" for due in seen["due"])


def test_units_stand_in_the_official_order(standing: Client):
    units = standing.by("d08-clerk").get("units").json()["items"]

    assert [unit["id"] for unit in units[:3]] == ["D01", "D02", "D03"]
    assert sum(unit["assessed"] for unit in units) == 82
