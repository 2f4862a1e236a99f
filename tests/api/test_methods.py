"""How scoring methods and worked examples are answered."""

from decimal import Decimal

from scoring.methods import METHODS, score, shown
from tests.api.client import Client


def test_anybody_signed_in_reads_all_methods_with_their_examples(standing: Client):
    answer = standing.by("d08-clerk").get("methods")

    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [item["code"] for item in items] == list(METHODS)
    for item in items:
        example = item["example"]
        told = score(item["code"], example["weight"], example["parameters"], example["inputs"])
        assert example["points"] == str(shown(told.points))
        assert [field["name"] for field in item["inputs"]] == [
            field.name for field in METHODS[item["code"]].inputs
        ]


def test_nobody_reads_the_methods_without_signing_in(standing: Client):
    assert standing.get("methods").status_code == 401


def test_a_unit_reads_what_its_own_indicator_would_be_worth(standing: Client):
    clerk = standing.by("d01-clerk")
    found = clerk.get("indicators?unit_id=D01&limit=200").json()["items"]
    assert found

    for row in found:
        told = clerk.get(f"indicators/{row['id']}/worked-example").json()
        assert told["indicator_id"] == row["id"]
        assert Decimal(told["weight"]) == Decimal(row["weight"])
        assert told["reached"]
        best = max(Decimal(case["points"]) for case in told["reached"])
        assert best == shown(Decimal(row["weight"]))
        for case in told["reached"]:
            again = score(told["code"], row["weight"], row["parameters"], case["inputs"])
            assert case["points"] == str(shown(again.points))


def test_another_unit_s_example_is_not_there(standing: Client):
    answer = standing.by("d02-clerk").get("indicators/2017-D01-001/worked-example")

    assert answer.status_code == 404


def test_an_indicator_without_a_method_has_no_example(drafting: Client):
    office = drafting.by("d01-clerk")
    born = office.post("indicators", {"unit_id": "D01", "category": "own_function", "weight": "1"})
    assert born.status_code == 201, born.text

    answer = office.get(f"indicators/{born.json()['id']}/worked-example")

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
