"""Documents: facts stay frozen, the office words them, each is approved by whom it must be."""

from datetime import date

import pytest

from kit.errors import BadInput, Conflict, NotFound, NotNow, NotPermitted, Objected
from reports.papers import text_of
from services import browse, bulletins, corrections, documents, papers, people
from services.acts import Answer
from services.house import House
from services.messages import deliver
from tests.builders import DISTRICT, noon, plan
from tests.services.hands import approved_gate, as_owner, at, at_once, do, row, rows, why
from tests.services.year_results import decide, lay_year, publish

LETTER, OVERALL = "2017-results_letter", "2017-overall_report"
UNITS = ("D01", "D02", "D03")


@pytest.fixture(scope="module")
def told(shared_working: House) -> House:
    """Three published units, the overall report and the letter drawn up."""
    house = shared_working
    house.clock.move_to(noon(2018, 3, 15))
    lay_year(house, {"D01": "95", "D02": "85", "D03": "75"})
    publish(house, *UNITS)
    for draft in (papers.draft_unit_reports, papers.draft_overall_report):
        assert all(isinstance(answer, Answer) for answer in at(house, "system:flow", draft))
    at(house, "system:flow", papers.draft_results_letter)
    return house


def test_drawing_up_again_draws_up_nothing(told: House):
    for draft in (
        papers.draft_unit_reports,
        papers.draft_overall_report,
        papers.draft_results_letter,
    ):
        assert at(told, "system:flow", draft) == []


def test_the_overall_report_has_exactly_the_headings_of_the_seed(told: House):
    lines = text_of(row(told, "document", OVERALL)).splitlines()
    assert [line for line in lines if line[1:2] == "、" and line[0] in "一二三四五六七"] == [
        "一、全区绩效完成情况",
        "二、各部门绩效考评结果",
        "三、与上一年度的对比与趋势分析",
        "四、存在的主要问题",
        "五、绩效体系运行评估",
    ]
    assert any(line.startswith("区政府办公室") and "99.00" in line for line in lines)


def test_a_unit_report_tells_score_result_and_problems(told: House):
    lines = text_of(row(told, "document", "2017-D01-B")).splitlines()
    assert [line for line in lines if line[1:2] == "、"] == [
        "一、得分说明", "二、考评结果", "三、存在问题",
    ]  # fmt: skip
    assert any("与上一年度对比：上年" in line for line in lines)


def test_the_letter_hands_over_results_and_links_which_the_office_may_reword(told: House):
    house = told
    before = row(house, "document", LETTER)
    assert (before["recipient"], len(before["links"])) == ("区委组织部", 4)
    links = [{"label": "与干部考核挂钩", "to": "区委组织部"}]
    do(
        house,
        "office-clerk",
        documents.revise,
        LETTER,
        links=links,
        blocks={"closing": "特此函告。"},
    )
    after = row(house, "document", LETTER)
    assert (after["links"], after["facts"]) == (links, before["facts"])
    assert after["blocks"] == {**before["blocks"], "closing": "特此函告。"}
    said = text_of(after)
    assert "挂钩1：与干部考核挂钩（区委组织部）。" in said
    assert said.endswith("特此函告。")
    with pytest.raises(BadInput):
        do(house, "office-clerk", documents.revise, LETTER, blocks={"poem": "春风"})
    with pytest.raises(BadInput):
        do(house, "office-clerk", documents.revise, OVERALL, links=links)


def test_units_see_neither_letter_nor_overall_report(told: House):
    with told.database.connect() as connection:
        head = people.person(connection, DISTRICT, "d01-head", date(2018, 3, 15))
        for paper in (LETTER, OVERALL, "2017-D02-B"):
            with pytest.raises(NotFound):
                browse.found(connection, head, "document", paper)
        assert browse.found(connection, head, "document", "2017-D01-B")["state"] == "drafted"


def test_reports_wait_for_their_gate_and_the_rest_for_the_director(told: House):
    house = told
    for paper in (OVERALL, "2017-D02-B"):
        with pytest.raises(Objected) as early:
            do(house, "office-director", documents.approve, paper)
        assert "gate.not_approved" in why(early.value)
    for hand in ("office-clerk", "system:flow"):
        with pytest.raises(Objected) as level:
            do(house, hand, documents.approve, LETTER)
        assert "document.director" in why(level.value)


def test_who_words_a_document_does_not_approve_it(told: House):
    house = told
    do(house, "office-director", documents.revise, OVERALL, blocks={"problems": "略"})
    with pytest.raises(Objected) as own:
        do(house, "office-director", documents.approve, OVERALL)
    assert "four_eyes" in why(own.value)


def test_the_hand_over_is_recorded_with_its_day(working_house: House):
    house = working_house
    house.clock.move_to(noon(2018, 3, 15))
    lay_year(house, {"D01": "95"})
    publish(house, "D01")
    at(house, "system:flow", papers.draft_results_letter)
    do(house, "office-director", documents.approve, LETTER)
    do(house, "office-clerk", documents.issue, LETTER)
    house.clock.move_to(noon(2018, 3, 20))
    for day in (date(2018, 3, 14), date(2018, 3, 21)):
        with pytest.raises(BadInput):
            do(house, "office-clerk", documents.receive, LETTER, received_on=day)
    do(house, "office-clerk", documents.receive, LETTER, received_on=date(2018, 3, 16))
    kept = row(house, "document", LETTER)
    assert (kept["state"], str(kept["issued_on"]), str(kept["received_on"])) == (
        "received", "2018-03-15", "2018-03-16",
    )  # fmt: skip
    with pytest.raises(NotNow):
        do(house, "office-director", documents.withdraw, LETTER, reason="有误")


def test_a_withdrawn_draft_gives_way_to_another_with_the_next_number(working_house: House):
    house = working_house
    house.clock.move_to(noon(2018, 3, 15))
    lay_year(house, {"D01": "95"})
    publish(house, "D01")
    at(house, "system:flow", papers.draft_results_letter)
    with pytest.raises(Objected) as silent:
        do(house, "office-clerk", documents.withdraw, LETTER)
    assert "reason_required" in why(silent.value)
    with pytest.raises(NotPermitted):
        do(house, "leader", documents.withdraw, LETTER, reason="有误")
    do(house, "office-clerk", documents.withdraw, LETTER, reason="抬头有误。")
    with pytest.raises(NotNow):
        do(house, "office-director", documents.approve, LETTER)
    (again,) = at(house, "system:flow", papers.draft_results_letter)
    numbers = [row(house, "document", each)["document_number"] for each in (LETTER, again.id)]
    template = plan().numbering.templates["results"]
    assert numbers == [template.format(year=2018, number=n) for n in (1, 2)]


def test_a_correction_makes_papers_stale_until_they_are_drawn_up_anew(working_house: House):
    house = working_house
    house.clock.move_to(noon(2018, 3, 15))
    lay_year(house, {"D01": "95", "D02": "90"})
    publish(house, "D01", "D02")
    for draft in (papers.draft_unit_reports, papers.draft_results_letter):
        at(house, "system:flow", draft)
    house.clock.move_to(noon(2018, 3, 16))
    decide(house, "result_corrected", "2017-D01-S")
    marks = {key: ["50"] for key in ("leaders", "heads", "deputies", "cppcc_members")}
    do(house, "office-director", corrections.correct, "2017-D01-S", reason="计票", groups=marks)
    approved_gate(house, "reports_approved", "use_of_results")
    for paper in (LETTER, "2017-D01-B"):
        with pytest.raises(Objected) as stale:
            do(house, "office-director", documents.approve, paper)
        assert "document.stale" in why(stale.value)
    do(house, "system:flow", documents.withdraw, "2017-D01-B", reason="成绩更正")
    (again,) = at(house, "system:flow", papers.draft_unit_reports)
    assert again.id == "2017-D01-B-2"
    do(house, "office-director", documents.approve, again.id)


def test_two_drafts_at_once_are_one(working_house: House):
    house = working_house
    house.clock.move_to(noon(2018, 3, 15))
    lay_year(house, {"D01": "95"})
    publish(house, "D01")

    def draft():
        return at(house, "system:flow", papers.draft_results_letter)

    told_ = [answer for answers in at_once([draft, draft]) for answer in answers]
    assert sum(isinstance(answer, Answer) for answer in told_) == 1
    assert all(isinstance(answer, Answer | Conflict) for answer in told_)


def _in_october(house: House) -> House:
    with as_owner(house) as connection:
        connection.exec_driver_sql(
            "UPDATE phase SET state = 'open' WHERE key = 'process_management'"
        )
    house.clock.move_to(noon(2017, 10, 9))
    return house


def test_an_issued_bulletin_is_told_to_every_unit_and_seen_by_all(working_house: House):
    house = _in_october(working_house)
    (drawn,) = at(house, "system:flow", bulletins.draft_due)
    assert drawn.id == "2017-bulletin-201709"
    facts = row(house, "document", drawn.id)["facts"]
    assert facts["totals"]["due"] == facts["totals"]["open"] > 1000
    assert len(facts["problems"]) == facts["totals"]["open"]
    with house.database.connect() as connection:
        clerk = people.person(connection, DISTRICT, "t05-clerk", date(2017, 10, 9))
        with pytest.raises(NotFound):
            browse.found(connection, clerk, "document", drawn.id)
    do(house, "office-director", documents.approve, drawn.id)
    do(house, "office-clerk", documents.issue, drawn.id)
    with house.database.connect() as connection:
        assert browse.found(connection, clerk, "document", drawn.id)["state"] == "issued"
        while deliver(connection, house.now(), date(2017, 10, 9)):
            pass
    readers = rows(house, "SELECT person_id FROM inbox WHERE subject_id = :id", id=drawn.id)
    assert len(readers) == 2 * len(plan().assessed)
    said = text_of(row(house, "document", drawn.id))
    for heading in ("一、总体完成情况", "二、各单位完成情况", "三、存在问题", "四、工作要求"):
        assert heading in said


def test_a_month_has_one_bulletin_and_none_before_it_begins(working_house: House):
    house = _in_october(working_house)
    assert len(at(house, "system:flow", bulletins.draft_due)) == 1
    assert at(house, "system:flow", bulletins.draft_due) == []
    with pytest.raises(Objected) as standing:
        at(house, "office-clerk", bulletins.draft_bulletin, "2017-09")
    assert "document.standing" in why(standing.value)
    with pytest.raises(BadInput):
        at(house, "office-clerk", bulletins.draft_bulletin, "2017-12")
