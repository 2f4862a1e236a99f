"""Evidence: uploaded, listed, taken home; then the report that rests on it is accepted."""

import hashlib
from typing import Any
from urllib.parse import quote

from sqlalchemy import text

from tests.api.client import Client

PDF = b"%PDF-1.4 " + b"x" * 400_000
SHA = hashlib.sha256(PDF).hexdigest()


def node_of(client: Client, unit: str, assessor: str = "D01") -> str:
    query = text(
        "SELECT id FROM node WHERE unit_id = :unit AND assessor_id = :assessor"
        " AND state = 'pending' ORDER BY id LIMIT 1"
    )
    with client.house.database.connect() as connection:
        asked = {"unit": unit, "assessor": assessor}
        return connection.execute(query, asked).scalar_one()


def upload(client: Client, node: str, content: bytes = PDF, name: str = "照片 一.pdf", **more: Any):
    files = {"file": (name, content, "text/html")}
    return client.post(f"nodes/{node}/evidence", files=files, **more)


def test_a_file_goes_in_comes_out_and_carries_a_report(working: Client):
    node = node_of(working, "D08")
    clerk, head = working.by("d08-clerk"), working.by("d08-head")

    bare = head.post(f"nodes/{node}/report", {"progress": "完成三项"})
    attached = upload(clerk, node, data={"role": "evidence"})
    listed = clerk.get(f"nodes/{node}/evidence").json()["items"]
    fetched = head.get(f"nodes/{node}/evidence/{SHA}")
    reported = head.post(f"nodes/{node}/report", {"value": 92.5, "progress": "完成三项"})
    accepted = working.by("office-clerk-2").post(f"nodes/{node}/accept")

    assert bare.json()["objections"][0]["code"] == "evidence.missing"
    assert attached.status_code == 201, attached.text
    assert [(f["sha256"], f["size"], f["media_type"]) for f in listed] == [
        (SHA, len(PDF), "application/pdf")
    ]
    assert fetched.content == PDF
    assert fetched.headers["content-type"] == "application/pdf"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    disposition = fetched.headers["content-disposition"]
    assert disposition == f"attachment; filename*=utf-8''{quote('照片 一.pdf')}"
    assert reported.json()["state"] == "reported", reported.text
    assert accepted.json()["state"] == "accepted", accepted.text
    assert head.get(f"nodes/{node}").json()["report"]["value"] == "92.5"
    trail = head.get(f"nodes/{node}/trail").json()["items"]
    assert trail[-2]["data"]["evidence"] == [SHA]


def test_the_same_upload_under_the_same_key_is_answered_again(working: Client):
    node, key = node_of(working, "D08"), {"Idempotency-Key": "scan-1"}
    clerk = working.by("d08-clerk")

    first, again = (upload(clerk, node, headers=key) for _ in range(2))
    without_key = upload(clerk, node)
    other = upload(clerk, node, PDF + b"y", headers=key)

    assert first.json() == again.json()
    assert (without_key.status_code, other.status_code) == (422, 422)
    assert other.json()["code"] == "idempotency_key_reused"


def test_what_is_no_evidence_is_refused(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")

    refused = [
        upload(clerk, node, b"MZ\x90\x00", "report.pdf"),
        upload(clerk, node, b""),
        upload(clerk, node, data={"role": "no such"}),
        clerk.post(f"nodes/{node}/evidence", {"file": "x"}),
        clerk.post(f"nodes/{node}/evidence"),
        clerk.post(f"nodes/{node}/evidence", data={"file": "not a file"}),
    ]

    assert [answer.status_code for answer in refused] == [422] * 6
    assert clerk.get(f"nodes/{node}/evidence").json() == {"items": []}


def test_a_broken_form_is_refused(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = clerk.post(f"nodes/{node}/evidence", content=b"--y nonsense", headers=headers)

    assert answer.status_code in (400, 422)


def test_a_file_above_the_plans_limit_is_broken_off(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")
    taken = 0

    async def endless():
        nonlocal taken
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
        while True:
            taken += 1
            yield b"x" * 4_000_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    announced = clerk.post(
        f"nodes/{node}/evidence", content=b"", headers={**headers, "Content-Length": "999999999"}
    )
    endlessly = clerk.post(f"nodes/{node}/evidence", content=endless(), headers=headers)

    assert [announced.status_code, endlessly.status_code] == [413, 413]
    assert "50MB" in endlessly.json()["detail"]
    assert taken < 20


def test_nobody_else_uploads_and_nothing_is_read_from_them(working: Client):
    node = node_of(working, "D08")

    assert upload(working.by("office-clerk"), node).status_code == 403
    assert upload(working.by("t03-clerk"), node).status_code == 404
    assert list(working.house.folder.files.rglob("*")) == []


def test_a_file_that_is_lost_is_told(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")
    upload(clerk, node)
    working.house.store.path(SHA).unlink()

    assert clerk.get(f"nodes/{node}/evidence/{SHA}").status_code == 503
    assert clerk.get(f"nodes/{node}/evidence/{'0' * 64}").status_code == 404
