"""Letters: grouped, in people's own time, cut for robots between characters, and never markup."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.letters import Letter, brief, letter
from states.reaching import Sort

AT = datetime(2017, 9, 1, 0, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def item(subject: str, text: str, kind: str = "node", at: str = "2017-08-31T16:05:00+00:00"):
    return {"kind": kind, "subject_id": subject, "at": at, "text": text}


def test_a_digest_is_grouped_by_subject_in_the_districts_own_time():
    made = letter(
        Sort.DIGEST, [item("2017-D08-001-3", "甲"), item("2017-D08-B", "乙", "document"),
                      item("2017-D08-001-3", "丙")], AT, ZONE,
    )  # fmt: skip

    assert made.title == "【绩效】每日摘要（2017年9月1日，共3条）"
    assert made.text.splitlines()[:5] == [
        "节点 2017-D08-001-3",
        "  · 09-01 00:05 甲",
        "  · 09-01 00:05 丙",
        "公文 2017-D08-B",
        "  · 09-01 00:05 乙",
    ]
    assert made.html.count("<h2") == 2


def test_what_people_wrote_is_never_markup():
    said = '<img src=http://x/y> & "引号"'
    made = letter(Sort.MESSAGE, [item("2017-D08-001-3", said)], AT, ZONE)

    assert said in made.text
    assert "<img" not in made.html
    assert "&lt;img src=http://x/y&gt; &amp; &quot;引号&quot;" in made.html


@given(st.text(alphabet="绩效考评a1。", max_size=900), st.integers(100, 2048))
def test_a_robot_gets_as_much_as_it_takes_cut_between_characters(said: str, most: int):
    short = Letter("【绩效】题", said, "").short(most)

    assert len(short.encode()) <= most
    whole = f"【绩效】题\n{said}"
    assert short == whole or (
        short.endswith("……（未完，请登录系统查看）") and whole.startswith(short.partition("……")[0])
    )


@pytest.mark.parametrize("count", [1, 12])
def test_a_brief_letter_tells_a_number_and_nothing_else(count: int):
    made = brief([item("2017-D08-001-3", "机密")] * count)

    assert f"{count}条新消息" in made.title
    assert "机密" not in made.title + made.text + made.html
    assert "2017-D08" not in made.text
