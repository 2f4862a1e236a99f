"""Headers: the revision that was seen, the key of an act, the id of a request, safety."""

import threading

import pytest

from tests.api.client import Client

ID = "2017-D08-001"
REVISE = f"indicators/{ID}/revise"


@pytest.mark.parametrize("seen", ['"0"', 'W/"0"', "0", "*", ' "0" '])
def test_the_revision_that_stands_lets_an_act_pass(drafting: Client, seen: str):
    answer = drafting.by("d08-clerk").post(REVISE, {"remark": "一"}, headers={"If-Match": seen})

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'


def test_a_revision_that_stands_no_longer_is_stale(drafting: Client):
    clerk = drafting.by("d08-clerk")
    clerk.post(REVISE, {"remark": "一"})

    answer = clerk.post(REVISE, {"remark": "二"}, headers={"If-Match": '"0"'})

    assert answer.status_code == 412
    assert answer.json()["code"] == "stale"
    assert clerk.get(f"indicators/{ID}").json()["remark"] == "一"


@pytest.mark.parametrize("seen", ["", "seven", '"7', "-1", '"1", "2"', "9" * 30])
def test_what_is_no_revision_is_refused(standing: Client, seen: str):
    answer = standing.by("d08-clerk").post(REVISE, {}, headers={"If-Match": seen})

    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_header"


def test_the_same_key_again_gets_the_same_answer_and_changes_nothing(drafting: Client):
    clerk = drafting.by("d08-clerk")
    key = {"Idempotency-Key": "revise-once"}

    first = clerk.post(REVISE, {"remark": "一"}, headers=key)
    again = clerk.post(REVISE, {"remark": "一"}, headers=key)
    other = clerk.post(REVISE, {"remark": "二"}, headers=key)

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert clerk.get(f"indicators/{ID}").json()["revision"] == 1


def test_a_birth_under_a_key_happens_once(drafting: Client):
    clerk = drafting.by("d08-clerk")
    body = {"unit_id": "D08", "category": "own_function", "weight": "2.5", "level3": "新增事项"}
    key = {"Idempotency-Key": "draft-once"}

    first, again = (clerk.post("indicators", body, headers=key) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    number = int(first.json()["id"][-3:])
    assert clerk.get(f"indicators/2017-D08-{number + 1:03}").status_code == 404


@pytest.mark.parametrize("key", ["", " lead", "x" * 201, "\x01"])
def test_what_is_no_key_is_refused(standing: Client, key: str):
    headers = {"Idempotency-Key": key}

    assert standing.by("d08-clerk").post(REVISE, {}, headers=headers).status_code == 400


def test_the_request_id_is_echoed_and_stands_in_the_trail(drafting: Client):
    clerk = drafting.by("d08-clerk")

    answer = clerk.post(REVISE, {"remark": "一"}, headers={"X-Request-Id": "call-17"})

    assert answer.headers["x-request-id"] == "call-17"
    assert clerk.get(f"indicators/{ID}/trail").json()["items"][-1]["request_id"] == "call-17"


def test_a_strange_request_id_is_replaced(standing: Client):
    answer = standing.get("me", headers={"X-Request-Id": "a\tb<script>"})

    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert "script" not in answer.text


def test_no_answer_may_be_framed_sniffed_kept_or_run(standing: Client):
    for path in ("/healthz", "me", "nowhere", "openapi.json"):
        headers = standing.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers


def test_of_two_at_once_one_is_done_and_one_is_told(drafting: Client):
    head = drafting.by("d08-head")
    answers: list[int] = []

    def declare() -> None:
        answers.append(head.post(f"indicators/{ID}/declare").status_code)

    together = [threading.Thread(target=declare) for _ in range(2)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()

    assert sorted(answers) == [200, 409]
    assert head.get(f"indicators/{ID}").json()["revision"] == 1
