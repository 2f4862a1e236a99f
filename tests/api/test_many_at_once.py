"""The same verb for many subjects: an answer or a problem for each, in order."""

from tests.api.client import Client


def test_a_table_is_declared_at_once_and_each_is_answered(drafting: Client):
    head = drafting.by("d08-head")
    mine = [row["id"] for row in head.get("indicators?unit_id=D08&limit=200").json()["items"]]
    orders = [{"id": subject} for subject in [*mine, "2017-T03-001", "2017-D08-999"]]
    stale = {"id": orders.pop(0)["id"], "revision": 7}

    answer = head.post("indicators/declare", {"orders": [stale, *orders]})

    assert answer.status_code == 200, answer.text
    answers = answer.json()["answers"]
    assert [a.get("state", a.get("code")) for a in answers] == [
        "stale",
        *["declared"] * (len(mine) - 1),
        "not_found",
        "not_found",
    ]
    assert set(answers[-1]) == {
        "type", "title", "status", "code", "detail", "objections", "request_id",
    }  # fmt: skip


def test_many_under_a_key_are_answered_alike(drafting: Client):
    head, key = drafting.by("d08-head"), {"Idempotency-Key": "table-1"}
    orders = {"orders": [{"id": "2017-D08-001"}, {"id": "2017-T03-001"}]}

    first = head.post("indicators/declare", orders, headers=key)
    again = head.post("indicators/declare", orders, headers=key)

    assert [a.get("state") for a in first.json()["answers"]] == ["declared", None]
    drop = {"request_id"}
    assert [{k: v for k, v in a.items() if k not in drop} for a in first.json()["answers"]] == [
        {k: v for k, v in a.items() if k not in drop} for a in again.json()["answers"]
    ]


def test_a_reason_and_a_body_go_with_each(drafting: Client):
    clerk = drafting.by("d08-clerk")
    orders = [
        {"id": "2017-D08-001", "remark": "甲", "reason": "更正"},
        {"id": "2017-D08-002", "remark": "乙"},
    ]

    clerk.post("indicators/revise", {"orders": orders})

    assert clerk.get("indicators/2017-D08-001").json()["remark"] == "甲"
    assert clerk.get("indicators/2017-D08-002").json()["remark"] == "乙"
    assert clerk.get("indicators/2017-D08-001/trail").json()["items"][-1]["reason"] == "更正"


def test_orders_that_make_no_sense_together_are_refused(standing: Client):
    head = standing.by("d08-head")
    one = {"id": "2017-D08-001"}

    refused = [
        head.post("indicators/declare", {"orders": orders})
        for orders in (
            [],
            [one, one],
            [one, {"id": "2018-D08-001"}],
            [{}],
            [one] * 5001,
            [{"id": "x"}],
        )
    ]

    assert [answer.status_code for answer in refused] == [422] * 6
