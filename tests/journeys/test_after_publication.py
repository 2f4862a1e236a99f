"""The end of the year of 82 units: appeals, corrections and the papers that tell the results."""

import pytest

from cli.rehearsal.summary import Rehearsal
from reports.papers import text_of
from services.house import House
from tests.journeys.looking import rows


@pytest.fixture
def house(whole_year: tuple[House, Rehearsal]) -> House:
    return whole_year[0]


def test_appeals_were_decided_each_way_and_never_by_who_had_scored(house: House):
    found = rows(house, "SELECT state, count(*) AS n FROM appeal GROUP BY 1")

    assert {row["state"] for row in found} == {"upheld", "dismissed", "withdrawn"}
    alone = rows(
        house,
        "SELECT 1 FROM appeal a JOIN trail t ON t.district_id = a.district_id"
        " AND t.subject_id = a.about_id AND t.actor = a.decided_by"
        " WHERE a.about_kind IN ('indicator', 'adjustment') AND a.state = 'upheld'"
        " AND t.trigger IN ('score', 'verify', 'approve', 'propose')",
    )
    assert alone == []


def test_every_upheld_appeal_ends_in_a_correction_with_its_gate_and_notice(house: House):
    corrected = rows(
        house,
        "SELECT a.id, v.number, g.state AS gate, d.state AS notice FROM appeal a"
        " LEFT JOIN result_version v ON v.result_id = a.result_id AND v.number > 1"
        " AND v.published_at >= a.moved_at"
        " LEFT JOIN gate g ON g.id = v.gate_id AND g.about_id = a.result_id"
        " LEFT JOIN document d ON d.id = v.document_id WHERE a.state = 'upheld'",
    )

    assert corrected
    assert {(row["gate"], row["notice"]) for row in corrected if row["gate"]} == {
        ("approved", "received")
    }
    assert all(row["number"] for row in corrected)


def test_whatever_was_published_is_kept_and_the_last_of_it_stands(house: House):
    firsts = rows(house, "SELECT count(*) AS n FROM result_version WHERE number = 1")
    differing = rows(
        house,
        "SELECT r.id FROM result r JOIN result_version v ON v.result_id = r.id"
        " AND v.number = r.version WHERE (r.total, r.rank, r.group_rank, r.grade, r.explanation)"
        " IS DISTINCT FROM (v.total, v.rank, v.group_rank, v.grade, v.explanation)",
    )

    assert firsts == [{"n": 82}]
    assert differing == []


def test_the_results_were_handed_over_and_the_months_told(house: House):
    standing = rows(
        house,
        "SELECT document_class, state, count(*) AS n FROM document WHERE state <> 'withdrawn'"
        " AND document_class IN ('bulletin', 'overall_report', 'results_letter')"
        " GROUP BY 1, 2 ORDER BY 1",
    )

    assert [tuple(row.values()) for row in standing] == [
        ("bulletin", "issued", 4),
        ("overall_report", "received", 1),
        ("results_letter", "received", 1),
    ]


def test_the_overall_report_evaluates_the_system_and_compares_with_the_year_before(house: House):
    (report,) = rows(
        house,
        "SELECT * FROM document WHERE document_class = 'overall_report' AND state = 'received'",
    )
    said = text_of(report)

    assert "可比单位" in said
    assert "小考官共" in said
    assert "本年度未作体系运行评估" not in said
