"""What Prefect's page is told: words for every step, keys it takes, links that lead somewhere."""

from plans.words import PhaseKey
from services.asks import flow_of
from workflows.step import Report
from workflows.step_words import WORDS
from workflows.steps import PARTS, PHASES
from workflows.telling import Subject, key_of, links_of, rows_of


def test_every_step_has_a_word():
    used = {step.name for steps in (*PHASES.values(), *PARTS.values()) for step in steps}

    assert used == set(WORDS)


def test_refusals_are_told_with_their_reasons():
    rows = rows_of([Report("close_phase", 0, 1, ("尚有指标未评分。", "联席会议尚未审定。"))])

    assert rows == [
        {
            "步骤": "阶段结束",
            "办理": 0,
            "暂不能办": 1,
            "原因": "尚有指标未评分。；联席会议尚未审定。",
        }
    ]


def test_keys_are_what_prefect_takes():
    assert key_of("Fang_shan", 2017, "annual-evaluation") == "fang-shan-2017-annual-evaluation"


def test_a_phase_is_linked_with_its_record_and_trail_and_a_part_with_the_page_alone():
    phase = Subject(flow_of(PhaseKey.USE_OF_RESULTS), "结果运用阶段", "fangshan", 2017)
    part = Subject("monthly-bulletin", "通报", "fangshan", 2017)

    assert list(links_of("https://jx", phase).values()) == [
        "https://jx/",
        "https://jx/api/v1/phases/2017-use_of_results",
        "https://jx/api/v1/phases/2017-use_of_results/trail",
    ]
    assert links_of("https://jx", part) == {"总览页面": "https://jx/"}
