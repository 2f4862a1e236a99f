"""Gates over HTTP: whose desk they lie on, who signs, and each way they go round."""

from sqlalchemy import text

from services import gates
from tests.api.client import Client
from tests.builders import desk
from tests.services.hands import as_owner

KEY = "plan_amended"
MEMBERS = [f"member-{n}" for n in range(1, 10)]


def _asked(working: Client, digit: str) -> str:
    answer = working.by("office-clerk").post("gates", {"key": KEY, "about": f"2017-{digit * 40}"})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def _desk_of(working: Client, who: str, more: str = "") -> list[str]:
    answer = working.by(who).get(f"gates?waiting_for=me{more}")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


def test_what_waits_for_my_signature_is_one_list_with_pages(working: Client):
    ids = [_asked(working, digit) for digit in "abc"]
    member = working.by("member-1")
    assert _desk_of(working, "member-1") == ids
    first = member.get("gates?waiting_for=me&limit=2").json()
    assert [row["id"] for row in first["items"]] == ids[:2]
    assert _desk_of(working, "member-1", f"&after={first['next']}") == ids[2:]
    assert _desk_of(working, "d01-head") == []
    assert member.post(f"gates/{ids[0]}/endorse").json()["state"] == "requested"
    assert _desk_of(working, "member-1") == ids[1:]
    assert _desk_of(working, "member-2") == ids
    assert _desk_of(working, "member-1", "&state=approved") == []
    assert working.by("member-1").get("gates?waiting_for=member-2").status_code == 422


def test_many_gates_are_signed_in_one_request_with_an_answer_each(working: Client):
    ids = [_asked(working, digit) for digit in "ab"]
    member = working.by("member-1")
    member.post(f"gates/{ids[0]}/endorse")
    orders = [{"id": gate} for gate in (*ids, "2017-plan_amended-99")]
    found = member.post("gates/endorse", {"orders": orders}).json()["answers"]
    assert found[0]["objections"][0]["code"] == "gate.already_decided"
    assert (found[1]["id"], found[1]["state"]) == (ids[1], "requested")
    assert found[2]["status"] == 404


#: Who does what in turn, and on whose desk it lies then.
ROUND = (
    (
        "member-1",
        "add_signer",
        {"person": "leader", "where": "before", "reason": "请先审"},
        "leader",
    ),
    ("leader", "delegate", {"person": "d01-head"}, "d01-head"),
    ("d01-head", "opine", {"reason": "本单位无意见"}, "leader"),
    ("leader", "hand_over", {"person": "leader-2", "reason": "外出"}, "leader-2"),
    ("leader-2", "endorse", {}, "member-9"),
    ("office-clerk", "nudge", {}, "member-9"),
    ("office-clerk", "copy", {"readers": ["t01-clerk"]}, "member-9"),
    ("member-1", "endorse", {}, "member-9"),
    ("member-1", "recall", {}, "member-1"),
    ("member-1", "send_back", {"step": 1, "reason": "再审"}, "leader-2"),
    ("leader-2", "send_back", {"step": 0, "reason": "附件不全"}, "office-clerk"),
    ("office-clerk", "resubmit", {}, "leader-2"),
)


def test_a_gate_goes_round_from_desk_to_desk(working: Client):
    gate = _asked(working, "a")
    for who, verb, body, next_desk in ROUND:
        answer = working.by(who).post(f"gates/{gate}/{verb}", body)
        assert answer.status_code == 200, (verb, answer.text)
        assert _desk_of(working, next_desk) == [gate], verb
    early = working.by("member-1").post(f"gates/{gate}/endorse").json()
    (objection,) = early["objections"]
    assert objection["code"] == "gate.not_your_turn"
    assert working.by("leader-2").get("me").json()["name"] in objection["message"]


def test_a_gate_shows_to_its_readers_who_signed_and_why(working: Client):
    gate = _asked(working, "a")
    for who, verb, body, _ in ROUND[:7]:
        working.by(who).post(f"gates/{gate}/{verb}", body)

    shown = working.by("t01-clerk").get(f"gates/{gate}").json()

    assert [step["label"] for step in shown["steps"]] == ["加签", "联席会议成员审议"]
    assert (shown["readers"], shown["waiting_for"]) == (["t01-clerk"], MEMBERS)
    signers = {s["person_id"]: s for s in shown["signers"]}
    assert signers["leader"]["state"] == "handed_over"
    assert signers["leader-2"]["state"] == "signed"
    assert signers["leader-2"]["on_behalf_of"] == "leader"
    assert signers["leader-2"]["signed_at"].startswith("2017")
    assert (signers["d01-head"]["state"], signers["d01-head"]["reason"]) == (
        "opined", "本单位无意见",
    )  # fmt: skip
    assert signers["member-1"]["name"].startswith("联席会议成员")


def test_what_is_asked_wrongly_is_told(working: Client):
    gate = _asked(working, "a")
    member = working.by("member-1")
    for verb, body in (
        ("send_back", {"reason": "x"}),
        ("send_back", {"step": -1, "reason": "x"}),
        ("add_signer", {"reason": "x"}),
        ("add_signer", {"person": "leader", "where": "above", "reason": "x"}),
        ("copy", {"readers": []}),
        ("hand_over", {"person": "leader", "capacity": "leader", "reason": "x"}),
    ):
        assert member.post(f"gates/{gate}/{verb}", body).status_code == 422, (verb, body)
    for verb in ("approve", "return", "stall", "resume", "lapse"):
        assert member.post(f"gates/{gate}/{verb}").status_code in (404, 405), verb


def test_the_list_of_a_desk_is_read_by_its_index(working: Client):
    with working.house.database.connect() as connection:
        for number in range(120):
            gates.request(desk(working.house, connection, "office-clerk"), KEY,
                          f"2017-{number:040x}")  # fmt: skip
    with as_owner(working.house) as connection:
        connection.execute(
            text("UPDATE gate SET waiting_for = '[\"else\"]' WHERE right(id, 1) <> '7'")
        )
        connection.execute(text("ANALYZE gate"))
    query = "EXPLAIN SELECT id FROM gate WHERE waiting_for @> CAST(:me AS jsonb)"
    with working.house.database.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        plan = "\n".join(connection.execute(text(query), {"me": '["member-1"]'}).scalars())
        connection.execute(text("RESET enable_seqscan"))
    assert "ix_gate_waiting_for" in plan
