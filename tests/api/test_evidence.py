"""Evidence: uploaded, listed, taken home; then the report that rests on it is accepted."""

import hashlib
import io
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
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


def packed(**parts: bytes) -> bytes:
    """A zip with these parts; two underscores are a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def stored(client: Client) -> list[str]:
    return [path.name for path in client.house.folder.files.rglob("*") if path.is_file()]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_what_a_file_is_its_content_says_and_never_its_name(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")
    sent = {
        "报告.pdf": packed(word__document=b"<w/>"),
        "scan.docx": packed(xl__workbook=b"<x/>"),
        "table.xlsx": packed(readme=b"plain"),
        "photo.zip": b"\x89PNG\r\n\x1a\n....",
        "page.pdf": b"\xff\xd8\xff<script>alert(1)</script>",
    }

    answers = [upload(clerk, node, content, name) for name, content in sent.items()]

    assert [answer.status_code for answer in answers] == [201] * 5
    listed = clerk.get(f"nodes/{node}/evidence").json()["items"]
    kinds = {file["name"]: file["media_type"] for file in listed}
    assert [kinds[name] for name in sent] == [
        DOCX,
        XLSX,
        "application/zip",
        "image/png",
        "image/jpeg",
    ]


def test_a_bomb_and_a_broken_package_are_refused_and_leave_nothing(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")
    bomb = packed(word__document=bytes(40_000_000))
    many = packed(**{f"p{number}": b"" for number in range(10_001)})

    answers = [
        upload(clerk, node, content, "a.docx")
        for content in (bomb, many, b"PK\x03\x04 nothing", packed(a=b"x" * 99)[:-9])
    ]

    codes = [answer.json()["objections"][0]["code"] for answer in answers]
    assert codes == ["evidence.bomb"] * 2 + ["evidence.damaged"] * 2
    assert [answer.status_code for answer in answers] == [422] * 4
    assert stored(working) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\年报.pdf", "年报.pdf"),
        ("..", "未命名"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("x" * 300 + ".pdf", "x" * 120),
        ('q"; filename="evil.exe', "q%22; filename=%22evil.exe"),
        ("=HYPERLINK(A1).pdf", "=HYPERLINK(A1).pdf"),
    ],
)
def test_a_name_leads_nowhere_and_breaks_no_header(working: Client, name: str, shown: str):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")

    attached = upload(clerk, node, name=name)
    (listed,) = clerk.get(f"nodes/{node}/evidence").json()["items"]
    fetched = clerk.get(f"nodes/{node}/evidence/{SHA}")

    assert attached.status_code == 201, attached.text
    assert listed["name"] == shown
    assert stored(working) == [SHA]
    disposition = fetched.headers["content-disposition"]
    assert disposition.startswith("attachment; filename")
    if not shown.isascii() or quote(shown) != shown:
        assert disposition == f"attachment; filename*=utf-8''{quote(shown)}"
    assert fetched.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_line_break_in_a_name_becomes_no_header(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a%0d%0aSet-Cookie: s=1\r\n'
        b' X-Evil: 1.pdf"\r\n\r\n%PDF-1\r\n--x--\r\n'
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    answer = clerk.post(f"nodes/{node}/evidence", content=body, headers=headers)

    if answer.status_code == 201:
        (file,) = clerk.get(f"nodes/{node}/evidence").json()["items"]
        assert "\n" not in file["name"]
        told = clerk.get(f"nodes/{node}/evidence/{file['sha256']}").headers
        assert not {"set-cookie", "x-evil"} & set(told)
    else:
        assert answer.status_code in (400, 422)


def test_a_role_that_is_not_known_stores_nothing(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")

    assert upload(clerk, node, data={"role": "no such"}).status_code == 422
    assert stored(working) == []


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let this process write no file longer than this, as a full disk would."""
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)


@pytest.mark.parametrize("size", [400_000, 3_000_000])
def test_a_full_disk_is_told_and_nothing_half_stays(working: Client, size: int):
    """The larger one goes to the disk while it arrives already."""
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")
    content = b"%PDF-1.4 " + b"y" * size

    with room_for(100_000):
        full = upload(clerk, node, content)
    again = upload(clerk, node, content)

    assert (full.status_code, full.json()["code"]) == (503, "unavailable"), full.text
    assert "空间不足" in full.json()["detail"]
    assert again.status_code == 201
    assert stored(working) == [hashlib.sha256(content).hexdigest()]


def test_the_hash_stands_in_the_trail(working: Client):
    node, clerk = node_of(working, "D08"), working.by("d08-clerk")

    upload(clerk, node)

    record = clerk.get(f"nodes/{node}/trail").json()["items"][-1]
    assert (record["trigger"], record["data"]["sha256"]) == ("attach", SHA)
    assert record["data"]["size"] == len(PDF)
