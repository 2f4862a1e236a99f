"""Units do not see each other: not in lists, not by id, not through a verb."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from api.app import create_app
from services import browse, people
from services.browse import Page
from services.verbs import NOUNS, VERBS, Way
from tests.api.client import Client, seated
from tests.api.furnishing import STRANGER, UNIT, furnish
from tests.builders import DISTRICT
from tests.conftest import Server, _copy

#: A client, and the unit's subjects by kind.
Furnished = tuple[Client, dict[str, str]]
#: What belongs to the district as a whole; what of it is hidden meanwhile, each area's tests tell.
DISTRICT_KINDS = {
    "year", "phase", "gate", "ballot_session", "inspection_round", "unit_change",
}  # fmt: skip
UNIT_KINDS = sorted(set(NOUNS) - DISTRICT_KINDS)
#: A goal is seen by whoever contributes to it or carries it, as well (test_goals.py); rules that
#: bind several belong to the office (test_memory.py).
KEPT_APART = sorted(set(UNIT_KINDS) - {"goal", "detailed_rules"})
#: The least that a revision asks for, by kind.
REVISED: dict[str, dict] = {
    "rectification_plan": {"items": [{"number": 1}]},
    "duty_report": {"text": "述职报告"},
}


def slug(kind: str) -> str:
    return kind.replace("_", "-").removesuffix("s") + "s"


@pytest.fixture(scope="module")
def furnished(
    server: Server, working_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """One subject of every kind for each of two units."""
    copies = _copy(server, working_template, tmp_path_factory.mktemp("f"))
    house = next(copies)
    made = furnish(house)
    with seated(create_app(house), house) as client:
        yield client, made
    next(copies, None)


def listed(client: Client, kind: str, narrow: str = "") -> list[dict]:
    return client.get(f"{slug(kind)}?limit=200{narrow}").json()["items"]


@pytest.mark.parametrize("kind", KEPT_APART)
def test_lists_hold_what_is_ones_own_or_what_one_examines(furnished: Furnished, kind: str):
    client, _ = furnished

    own = listed(client.by(f"{STRANGER.lower()}-head"), kind)
    theirs = listed(client.by(f"{UNIT.lower()}-head"), kind)
    asked_for = listed(client.by(f"{STRANGER.lower()}-head"), kind, f"&unit_id={UNIT}")
    every = listed(client.by("leader"), kind)

    assert own
    assert all(STRANGER in (row["unit_id"], row["assessor_id"]) for row in own)
    assert all(UNIT in (row["unit_id"], row["assessor_id"]) for row in theirs)
    assert {row["id"] for row in own}.isdisjoint(row["id"] for row in theirs)
    assert asked_for == []
    assert len({row["unit_id"] for row in every}) > 1


@pytest.mark.parametrize("kind", UNIT_KINDS)
def test_by_id_there_is_nothing_and_nothing_can_be_done(furnished: Furnished, kind: str):
    client, made = furnished
    at = f"{slug(kind)}/{made[kind]}"
    stranger = client.by(f"{STRANGER.lower()}-head")
    verbs = [t for (k, t), verb in VERBS.items() if k == kind and verb.way is Way.ASKED]
    bodies = {
        "opine": {"agree": True},
        "assign": {"inspector_id": "inspector-1"},
        "explain": {"explanation": "x"},
        "revisit": {"rectified": True},
        "answer": {"answer": "x"},
        "revise": REVISED.get(kind, {}),
        "convene": {"talk_on": "2017-09-01", "place": "x", "led_by": "x"},
        "record": {"attendees": "x", "minutes": "x"} if kind == "talk" else {},
        "progress": {"items": [{"number": 1, "progress": "x"}]},
        "reopen": {"items": [{"number": 1, "due_on": "2018-06-01"}]},
        "replay": {"after": 0},
        "inspect": {"items": [{"number": 1, "outcome": "accepted"}]},
    }

    looks = [stranger.get(at + end) for end in ("", "/transitions", "/trail")]
    acts = [stranger.post(f"{at}/{t}", {"reason": "x", **bodies.get(t, {})}) for t in verbs]
    leader = client.by("leader")

    assert [answer.status_code for answer in looks] == [404] * 3
    assert {answer.status_code for answer in acts} <= {404}, [a.text for a in acts]
    assert [leader.get(at + end).status_code for end in ("", "/transitions", "/trail")] == [200] * 3


@pytest.mark.parametrize("kind", ["node", "rectification_plan", "self_evaluation", "duty_report"])
def test_files_of_others_are_not_there(furnished: Furnished, kind: str):
    client, made = furnished
    at = f"{slug(kind)}/{made[kind]}/evidence"
    stranger = client.by(f"{STRANGER.lower()}-head")

    assert stranger.get(at).status_code == 404
    assert stranger.get(f"{at}/{'0' * 64}").status_code == 404
    assert stranger.post(at, files={"file": ("a.pdf", b"%PDF-1")}).status_code == 404
    assert client.by(f"{UNIT.lower()}-head").get(at).json() == {"items": []}


def test_papers_of_others_are_not_there(furnished: Furnished):
    client, made = furnished
    at = f"documents/{made['document']}/text"

    assert client.by(f"{STRANGER.lower()}-head").get(at).status_code == 404
    mine = client.by(f"{UNIT.lower()}-head").get(at)
    assert mine.headers["content-type"].startswith("text/plain")
    assert "存在问题" in mine.text


@pytest.mark.parametrize("kind", ["year", "phase", "gate", "ballot_session"])
def test_what_is_the_districts_everybody_sees_and_few_may_move(furnished: Furnished, kind: str):
    client, made = furnished
    head = client.by(f"{UNIT.lower()}-head")
    at = f"{slug(kind)}/{made[kind]}"

    assert listed(head, kind)
    assert head.get(at).status_code == 200
    options = head.get(f"{at}/transitions").json()["transitions"]
    assert not any(option["allowed"] for option in options)


@pytest.mark.parametrize("kind", KEPT_APART)
def test_the_query_itself_keeps_units_apart(furnished: Furnished, kind: str):
    client, made = furnished
    house = client.house
    with house.database.connect() as connection:  # its sight is not limited
        head = people.person(connection, DISTRICT, f"{STRANGER.lower()}-head", house.now().date())
        rows = browse.listed(connection, head, kind, {}, Page("", 5000))

    assert rows
    assert all(STRANGER in (row["unit_id"], row["assessor_id"]) for row in rows)
    assert made[kind] not in {row["id"] for row in rows}


def test_a_connection_goes_back_to_the_pool_seeing_everything(furnished: Furnished):
    client, _ = furnished
    for path in ("nodes", "nodes/2017-D01-999", "nodes?limit=0", "overview"):
        client.by(f"{UNIT.lower()}-head").get(path)

    with client.house.database.connect() as one, client.house.database.connect() as other:
        seen = {
            connection.execute(text("SELECT current_setting('jixiao.sight', true)")).scalar_one()
            for connection in (one, other)
        }
    assert seen <= {None, "", "*"}
