"""Events: one order for all, and each reader sees their own part of it."""

from typing import Any

import pytest
from sqlalchemy import text

from kit.errors import BadInput
from services import browse, events, indicators, people, sealing
from services.events import Told, Wanted
from services.house import House
from states.catalogue import LIFECYCLES
from tests.builders import DISTRICT
from tests.services.hands import as_owner, do, rows, set_down, value


def tell(house: House, who: str, **wanted: Any) -> Told:
    with house.database.connect() as connection:
        reader = people.person(connection, DISTRICT, who, house.now().date())
        return events.events(connection, reader, Wanted(**{"limit": 5000, **wanted}))


def all_of(house: House, who: str, **wanted: Any) -> list[dict[str, Any]]:
    """Follow to the end, page by page."""
    found, after, more = list[dict[str, Any]](), 0, True
    while more:
        told = tell(house, who, after=after, **wanted)
        assert told.upto > after or not told.more
        found, after, more = [*found, *told.events], told.upto, told.more
    return found


def test_an_event_tells_who_did_what_to_which_and_no_more(house: House):
    do(house, "d08-clerk", indicators.revise, "2017-D08-001", remark="补充", reason="内部理由")
    sealing.seal(house.database)

    told = tell(house, "office-clerk", triggers=["revise"], kinds=["indicator"])

    (event,) = told.events
    assert {name: event[name] for name in ("kind", "id", "revision", "trigger", "actor")} == {
        "kind": "indicator", "id": "2017-D08-001", "revision": 1, "trigger": "revise",
        "actor": "d08-clerk",
    }  # fmt: skip
    assert (event["source"], event["target"], event["unit_id"]) == ("draft", "draft", "D08")
    assert not {"reason", "data", "hash", "request_id"} & set(event)


def test_pages_of_any_size_tell_the_same(house: House):
    sealing.seal(house.database)

    whole = [e["number"] for e in all_of(house, "office-clerk")]

    assert whole == [e["number"] for e in all_of(house, "office-clerk", limit=7 * 31)]
    assert whole == sorted(set(whole))
    part = [e["number"] for e in all_of(house, "d08-clerk")]
    assert part == [e["number"] for e in all_of(house, "d08-clerk", limit=1)]
    assert set(part) < set(whole)


def test_a_township_clerk_hears_nothing_of_other_units(house: House):
    sealing.seal(house.database)

    heard = all_of(house, "t03-clerk")

    assert heard
    with house.database.connect() as connection:
        clerk = people.person(connection, DISTRICT, "t03-clerk", house.now().date())
        for kind in {e["kind"] for e in heard}:
            seen = browse.listed(connection, clerk, kind, {}, browse.Page("", 5000))
            assert {e["id"] for e in heard if e["kind"] == kind} <= {row["id"] for row in seen}
    assert not [e for e in heard if e["kind"] == "indicator" and e["unit_id"] != "T03"]
    assert len(heard) < value(house, "SELECT count(*) FROM event") / 4


def test_sight_is_that_of_now_not_of_then(house: House):
    sealing.seal(house.database)
    assert tell(house, "t03-clerk", kinds=["indicator"]).events
    with as_owner(house) as connection:
        connection.execute(
            text(
                "UPDATE indicator SET unit_id = 'T04', number = number + 500 WHERE unit_id = 'T03'"
            )
        )

    assert not tell(house, "t03-clerk", kinds=["indicator"]).events


def test_words_and_units_narrow(house: House):
    sealing.seal(house.database)

    own = tell(house, "office-clerk", unit_id="D08")
    drafts = tell(house, "office-clerk", kinds=["indicator"], triggers=["draft"])

    assert {e["unit_id"] for e in own.events} == {"D08"}
    assert {(e["kind"], e["trigger"]) for e in drafts.events} == {("indicator", "draft")}
    assert not tell(house, "t03-clerk", unit_id="D08").events


@pytest.mark.parametrize(
    "wrong", [{"kinds": ["ghost"]}, {"triggers": ["haunt"]}, {"kinds": ["person"]}]
)
def test_words_that_there_are_not_are_refused(house: House, wrong: dict[str, list[str]]):
    with pytest.raises(BadInput):
        tell(house, "office-clerk", **wrong)


_COLUMNS = text(
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :kind"
    " AND is_nullable = 'NO' AND column_name NOT IN ('district_id', 'id', 'year', 'state',"
    " 'revision', 'head', 'lamp', 'moved_at')"
)
_BLANK = {"jsonb": [], "integer": 0, "boolean": False, "date": "2017-10-01"}


def blank(house: House, kind: str, subject_id: str, **columns: str) -> dict[str, Any]:
    """A row in which nothing is said but what is named."""
    with house.database.connect() as connection:
        needed = connection.execute(_COLUMNS, {"kind": kind}).all()
    filled = {row.column_name: _BLANK.get(row.data_type, "") for row in needed}
    return {**filled, "id": subject_id, **columns}


def test_that_a_paper_was_fetched_or_cast_is_told_to_nobody(house: House):
    row = blank(house, "ballot_session", "2017-V9", mode="on_site")
    steps = ("prepare", "prepared"), ("open", "open"), ("claim", "open"), ("cast", "open")
    made = set_down(house, "ballot_session", row, *steps)
    sealing.seal(house.database)
    recorded = rows(house, "SELECT trigger FROM trail WHERE subject_id = :id", id=made)
    assert {"claim", "cast"} <= {row["trigger"] for row in recorded}

    for who in ("office-director", "leader", "admin", "d08-head"):
        told = tell(house, who, kinds=["ballot_session"])
        assert {e["trigger"] for e in told.events} <= {"prepare", "open"}
    assert tell(house, "office-director", kinds=["ballot_session"]).events


def test_what_is_not_public_in_the_house_does_not_leave_it(house: House):
    change = blank(house, "unit_change", "2017-U9", change_class="merge")
    set_down(house, "unit_change", change, ("propose", "proposed"))
    sealing.seal(house.database)

    inside = tell(house, "office-clerk", kinds=["unit_change"])
    assert [e["trigger"] for e in inside.events] == ["propose"]
    assert not tell(house, "admin", kinds=["unit_change"], outside=True).events
    assert not tell(house, "d08-head", kinds=["unit_change"]).events


def test_every_kind_but_people_can_be_heard_of():
    assert set(events.KINDS) == set(LIFECYCLES) - {"person"}
