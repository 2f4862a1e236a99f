"""Changes of course over HTTP: bodies, other weights, the plan, what a year is pinned to."""

from plans.loading import parse, texts
from services.gate_subjects import question_about
from services.sweep import sweep
from states.pinning import digests
from tests.api.client import Client
from tests.builders import noon

RENAME = {
    "change_class": "rename",
    "document": "房编发2017年7号",
    "effective_on": "2017-10-09",
    "from_units": ["D10"],
    "to_units": [{"id": "D10", "name": "区生态环境局", "short_name": "区生态环境局"}],
    "reason": "机构改革",
}


def test_a_body_is_renamed_and_its_old_name_stays_known(working: Client):
    office, director = working.by("office-clerk"), working.by("office-director")
    born = office.post("unit-changes", RENAME, headers={"Idempotency-Key": "rename-1"})
    again = office.post("unit-changes", RENAME, headers={"Idempotency-Key": "rename-1"})
    assert born.status_code == 201, born.text
    assert again.json() == born.json()
    change = born.json()["id"]
    assert working.by("d10-head").post(f"unit-changes/{change}/approve").status_code == 404
    assert director.post(f"unit-changes/{change}/approve").status_code == 200

    sweep(working.house.database, noon(2017, 10, 9))

    assert office.get(f"unit-changes/{change}").json()["state"] == "effected"
    names = office.get("units/D10/names").json()["items"]
    assert [(n["from_day"], n["name"]) for n in names] == [
        ("2017-10-09", "区生态环境局"),
        ("2017-01-01", "区环境保护局"),
    ]
    units = {u["id"]: u["name"] for u in office.get("units").json()["items"]}
    assert units["D10"] == "区生态环境局"


def test_a_body_learns_of_a_change_when_it_is_approved_and_not_before(working: Client):
    office, unit = working.by("office-clerk"), working.by("d24-head")
    proposed = office.post("unit-changes", RENAME)
    at = f"unit-changes/{proposed.json()['id']}"

    before = [unit.get(at).status_code, len(unit.get("unit-changes").json()["items"])]
    told = working.by("office-director").post(f"{at}/approve")

    assert before == [404, 0]
    assert told.status_code == 200, told.text
    assert unit.get(at).json()["state"] == "approved"


def test_what_a_change_of_bodies_lacks_is_told(standing: Client):
    office = standing.by("office-clerk")
    assert office.post("unit-changes", {**RENAME, "change_class": "vanish"}).status_code == 422
    bare = office.post("unit-changes", {**RENAME, "document": "", "from_units": ["D98"]})
    codes = {o["code"] for o in bare.json()["objections"]}
    assert {"document.missing", "unit_change.from"} <= codes
    assert standing.by("d10-head").post("unit-changes", RENAME).status_code == 403
    assert office.get("units/D98/names").status_code == 404


def test_other_weights_are_asked_for_and_granted(working: Client):
    asked = {
        "asks": "reweighting",
        "about_id": "2017-D05",
        "weights": {"key": 40, "own_function": 50, "common": 10},
        "reason": "承担重点工作较少",
    }
    born = working.by("office-clerk").post("requests", asked)
    assert born.status_code == 201, born.text
    granted = working.by("office-director").post(f"requests/{born.json()['id']}/grant")
    assert granted.json()["state"] == "granted", granted.text


def test_only_the_office_inserts_a_task(standing: Client):
    new = {"unit_id": "D05", "category": "key", "weight": 3, "inserted_by": "京政办函2017年99号"}
    refused = standing.by("d05-clerk").post("indicators", new)
    assert refused.json()["objections"][0]["code"] == "insertion.office_only"


def test_a_year_tells_what_it_is_pinned_to(standing: Client):
    shown = standing.by("d01-clerk").get("years/2017/pinned").json()
    assert shown["pinned"] == shown["current"] == digests()
    assert shown["differing"] == []
    assert shown["plan_digest"] == parse(texts("fangshan-2017")).digest
    assert standing.by("d01-clerk").get("years/1999/pinned").status_code == 404


def test_the_plan_is_amended_by_its_text(working: Client):
    files = texts("fangshan-2017")
    files["plan.toml"] = files["plan.toml"].replace("lockout_minutes = 15", "lockout_minutes = 20")
    body = {"files": files, "reason": "各单位反映"}
    director = working.by("office-director")
    early = director.post("years/2017/amend", body)
    assert early.json()["objections"][0]["code"] == "gate.not_approved", early.text
    about = question_about(2017, parse(files).digest)
    asked = {"key": "plan_amended", "about": about}
    gate = working.by("office-clerk").post("gates", asked).json()["id"]
    for number in range(1, 7):
        working.by(f"member-{number}").post(f"gates/{gate}/endorse")

    amended = director.post("years/2017/amend", body)

    assert amended.status_code == 200, amended.text
    shown = director.get("years/2017/pinned").json()
    assert shown["plan_digest"] == parse(files).digest


def test_adopting_what_is_pinned_already_is_refused(standing: Client):
    refused = standing.by("office-director").post("years/2017/adopt", {"reason": "核对"})
    assert refused.json()["objections"][0]["code"] == "year.pinned"


def test_readiness_names_the_definitions(standing: Client):
    checks = {c["name"]: c["ok"] for c in standing.get("/readyz").json()["checks"]}
    assert checks["definitions"] is True
