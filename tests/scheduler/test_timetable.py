"""The timetable: every bell has the manners that keep a deadline from being lost."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from scheduler.timetable import MANNERS, Bell, timetable
from tests.builders import noon

ZONE = ZoneInfo("Asia/Shanghai")
BELLS = timetable(5, ZONE, lambda asks: asks)


def test_missed_rings_are_one_ring_however_late():
    assert MANNERS == {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}


def test_bells_have_names_of_their_own():
    assert [bell.id for bell in BELLS] == [
        "enforce-deadlines",
        "deliver-messages",
        "send-messages",
        "write-digests",
        "number-events",
        "push-events",
        "watch-gates",
        "watch-vacancies",
        "watch-clocks",
        "retry-set-aside",
        "back-up",
        "ask-for-runs",
    ]


def test_without_prefect_nobody_asks_for_runs():
    assert [bell.id for bell in timetable(5, ZONE, None)] == [bell.id for bell in BELLS[:-1]]


def test_the_house_is_not_ready_when_deadlines_are_not_enforced():
    assert [bell.id for bell in BELLS if bell.vital] == ["enforce-deadlines"]


@pytest.mark.parametrize("bell", BELLS, ids=lambda bell: bell.id)
def test_every_bell_knows_its_zone(bell: Bell):
    assert str(bell.trigger.timezone) == "Asia/Shanghai"


@pytest.mark.parametrize("bell", BELLS, ids=lambda bell: bell.id)
def test_days_of_the_week_are_names(bell: Bell):
    # from_crontab("… 1-5") means Tuesday to Saturday here.
    fields = getattr(bell.trigger, "fields", ())
    days = [str(field) for field in fields if field.name == "day_of_week"]

    assert not [day for day in days if re.search(r"\d", day)]
    assert isinstance(bell.trigger, CronTrigger) is bool(days)


@given(st.timedeltas(timedelta(0), timedelta(days=3650)), st.floats(0.05, 60))
def test_every_bell_rings_within_the_hour_whenever_it_rang_last(later: timedelta, tick: float):
    rang = noon(2017, 1, 1).astimezone(ZONE) + later

    for bell in timetable(tick, ZONE, lambda asks: asks):
        rings = bell.trigger.get_next_fire_time(rang, rang)
        assert rang <= rings <= rang + timedelta(hours=1)
