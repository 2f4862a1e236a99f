"""Inspections over HTTP: what their routes take, and how little the third party gets to see."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.routes.kinds import slug
from services import indicators, inspections, results
from services.acts import Order
from services.verbs import NOUNS
from tests.api.client import Client, seated
from tests.api.test_open_doors import every_route
from tests.builders import examiner_of
from tests.conftest import Server, _copy
from tests.services.hands import PDF, ask, at, do, row
from tests.services.inspecting import FOUND, SEED, accept_first, drawn


@pytest.fixture
def inspecting(working: Client) -> Client:
    """A house where a department and a township can be inspected."""
    accept_first(working.house, "D05", "T01")
    return working


@pytest.fixture(scope="module")
def secret(
    server: Server, working_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Client, dict, dict]]:
    """A secret round: its first inspection is assigned to inspector-1, its second to nobody."""
    copies = _copy(server, working_template, tmp_path_factory.mktemp("i"))
    house = next(copies)
    accept_first(house, "D05", "T01")
    first, second, *_ = drawn(house, "secret")
    at(house, "office-clerk", results.lay_out)
    do(house, "office-clerk", inspections.assign, first["id"], inspector_id="inspector-1")
    do(house, "office-clerk", inspections.issue, first["id"])
    do(house, "office-clerk", inspections.issue, second["id"])
    with seated(create_app(house), house) as client:
        yield client, first, second
    next(copies, None)


def test_a_round_goes_its_whole_way_over_http(inspecting: Client):
    client = inspecting
    office, director = client.by("office-clerk"), client.by("office-director")
    planned = office.post(
        "inspection-rounds",
        {"occasion": "mid_year", "mode": "open", "draws_on": "2017-09-01"},
    )
    assert (planned.status_code, planned.json()["id"]) == (201, "2017-I1")
    bare = office.post("inspection-rounds/2017-I1/draw", {})
    assert bare.status_code == 422, bare.text
    lot = office.post("inspection-rounds/2017-I1/draw", {"seed": SEED})
    assert lot.status_code == 200, lot.text
    drawn_ = office.get("inspection-rounds/2017-I1/draw").json()
    assert drawn_["ok"]
    assert drawn_["sample"] == drawn_["inspected"]
    (first, *_) = office.get("inspections?limit=1").json()["items"]
    one, unit = f"inspections/{first['id']}", first["unit_id"].lower()
    third = client.by("inspector-2")
    acts = (
        (office, "assign", {"inspector_id": "inspector-2"}),
        (office, "issue", {}),
        (third, "record", {**FOUND, "conclusion": "undone"}),
        (office, "review", {}),
        (office, "notify", {}),
        (client.by(f"{unit}-head"), "explain", {"explanation": "正在补办手续。"}),
        (director, "determine", {"reason": "说明不成立。"}),
        (third, "revisit", {"rectified": False, "note": "未见整改"}),
        (office, "close", {}),
    )
    for who, verb, body in acts:
        answer = who.post(f"{one}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.text)
        if verb == "issue":
            photo = third.post(f"{one}/evidence", files={"file": ("a.pdf", PDF)})
            assert photo.status_code == 201, photo.text
    found = office.get(one).json()
    assert (found["state"], found["outcome"], found["rectified"]) == ("closed", "undone", False)
    proposals = office.get("adjustments").json()["items"]
    assert {(a["event"], a["points"]) for a in proposals} == {
        ("inspection_undone", "-0.500000"),
        ("inspection_undone", "-1.000000"),
    }


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("record", {"conclusion": "fine"}),
        ("record", {"visited_on": "soon"}),
        ("assign", {}),
        ("explain", {"explanation": ""}),
        ("revisit", {"rectified": "perhaps"}),
        ("determine", {"points": 1}),
    ],
)
def test_what_makes_no_sense_is_refused_at_the_door(
    secret: tuple[Client, dict, dict], verb: str, body: dict
):
    client, first, _ = secret
    answer = client.by("office-director").post(f"inspections/{first['id']}/{verb}", body)
    assert answer.status_code == 422


def test_the_inspected_unit_knows_nothing_of_a_secret_inspection(
    secret: tuple[Client, dict, dict],
):
    client, first, _ = secret
    head = client.by(f"{first['unit_id'].lower()}-head")
    one = f"inspections/{first['id']}"
    own = head.get("inspections?limit=200").json()["items"]
    assert all(row["unit_id"] != first["unit_id"] for row in own)
    looks = [head.get(f"{one}{end}") for end in ("", "/transitions", "/trail", "/evidence")]
    acts = [
        head.post(f"{one}/{verb}", body)
        for verb, body in (("explain", {"explanation": "x"}), ("close", {}), ("issue", {}))
    ]
    files = head.post(f"{one}/evidence", files={"file": ("a.pdf", PDF)})
    assert {answer.status_code for answer in (*looks, *acts, files)} == {404}
    for end in ("", "/draw", "/trail", "/transitions"):
        assert head.get(f"inspection-rounds/2017-I1{end}").status_code == 404
    assert head.get("inspection-rounds").json()["items"] == []
    assert client.by("leader").get(one).status_code == 200


#: What is the district's and seen by everybody.
OPEN = {"year", "phase", "gate", "ballot_session", "unit_change", "detailed_rules"}


def test_the_third_party_sees_its_inspections_and_their_nodes_and_nothing_else(
    secret: tuple[Client, dict, dict],
):
    client, first, second = secret
    third = client.by("inspector-1")
    seen = {kind: third.get(f"{slug(kind)}?limit=200").json()["items"] for kind in NOUNS}

    assert [row["id"] for row in seen["inspection"]] == [first["id"]]
    assert [row["id"] for row in seen["node"]] == [first["node_id"]]
    others = {kind for kind, rows in seen.items() if any(r["unit_id"] for r in rows)}
    assert others <= {"inspection", "node"}
    assert {kind for kind, rows in seen.items() if rows} <= {*OPEN, "inspection", "node"}
    assert third.get(f"nodes/{first['node_id']}/evidence").status_code == 200
    for path in (
        f"nodes/{second['node_id']}",
        f"nodes/{second['node_id']}/evidence",
        f"inspections/{second['id']}",
        f"indicators/{first['indicator_id']}",
        f"results/2017-{first['unit_id']}-S",
        "inspection-rounds/2017-I1",
    ):
        assert third.get(path).status_code == 404, path
    assert client.by("inspector-2").get("inspections").json()["items"] == []


def test_the_third_party_may_do_nothing_but_visit(secret: tuple[Client, dict, dict]):
    client, first, second = secret
    third = client.by("inspector-1")
    options = third.get(f"inspections/{first['id']}/transitions").json()["transitions"]
    assert {o["trigger"] for o in options if o["allowed"]} <= {"attach", "record"}
    for verb in ("issue", "review", "notify", "determine", "close"):
        assert third.post(f"inspections/{second['id']}/{verb}", {}).status_code == 404
    assert third.post(f"nodes/{first['node_id']}/accept", {}).status_code == 404
    overview = third.get("overview")
    assert overview.json()["units"] == []


def test_no_other_route_tells_the_third_party_about_units(secret: tuple[Client, dict, dict]):
    client, _, second = secret
    third = client.by("inspector-1")
    told: list[str] = []
    ids = (second["indicator_id"], second["node_id"], second["id"], f"2017-{second['unit_id']}")
    gets = {path for method, path in every_route(client.app.routes) if method == "GET"}
    looks = sorted(gets - {"/api/v1/events/stream"})  # never ends; it tells what /events tells
    assert len(looks) > 60
    for path in looks:
        for subject in (second["indicator_id"], second["node_id"], f"2017-{second['unit_id']}-S"):
            filled = path.replace("{subject_id}", subject).replace("{sha256}", "0" * 64)
            answer = third.get(filled)
            told += [f"{filled}: {one}" for one in ids if f'"{one}"' in answer.text]
            assert answer.status_code != 500, filled
    assert told == []


def test_a_falsified_indicator_says_so(inspecting: Client):
    house = inspecting.house
    first = drawn(house)[0]
    do(house, "office-clerk", inspections.issue, first["id"])
    do(house, "office-clerk-2", inspections.record, first["id"], **FOUND, conclusion="false")
    do(house, "office-clerk", inspections.review, first["id"])
    do(house, "office-clerk", inspections.notify, first["id"])
    head = f"{first['unit_id'].lower()}-head"
    do(house, head, inspections.explain, first["id"], explanation="承认。")
    do(house, "office-director", inspections.determine, first["id"], document="移送1号")
    shown = inspecting.by(head).get(f"indicators/{first['indicator_id']}").json()
    assert shown["falsified"] is True
    hand = examiner_of(row(house, "indicator", first["indicator_id"])["assessor_id"])
    ask(house, hand, indicators.opine, Order(first["indicator_id"], {"agree": True}))
    assert inspecting.by(head).get("adjustments").json()["items"][0]["event"] == "falsehood"
