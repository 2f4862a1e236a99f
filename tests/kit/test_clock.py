import json
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.clock import (
    CLOCK_FILE,
    Clock,
    FixedClock,
    FolderClock,
    RealClock,
    VirtualClock,
    as_utc,
    clock_of,
    parse_duration,
)
from kit.errors import Unavailable

ROOT = Path(__file__).parents[2]
AUTUMN = datetime(2017, 10, 20, 1, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
#: What a loaded machine may lose between two lines of a test.
SLACK = timedelta(seconds=60)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / CLOCK_FILE


def now_elsewhere(path: Path) -> subprocess.Popen[str]:
    """Serve the clock from another process: it tells the time once a line it is sent."""
    code = (
        "import sys; from pathlib import Path; from kit.clock import FolderClock\n"
        "clock = FolderClock(Path(sys.argv[1]))\n"
        "for line in sys.stdin: print(clock.now().isoformat(), flush=True)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ask(process: subprocess.Popen[str]) -> datetime:
    process.stdin.write("now\n")
    process.stdin.flush()
    return datetime.fromisoformat(process.stdout.readline().strip())


def test_the_real_clock_tells_aware_utc():
    before = datetime.now(UTC)  # noqa: TID251 - the wall, to compare the real clock with

    now = RealClock().now()

    assert now.utcoffset() == timedelta(0)
    assert before <= now < before + SLACK


def test_every_clock_says_which_it_is(path: Path):
    clocks: list[Clock] = [
        RealClock(),
        FixedClock(AUTUMN),
        VirtualClock(AUTUMN),
        FolderClock.start(path, AUTUMN),
    ]

    assert [clock.label for clock in clocks] == ["实时", "固定时钟", "演练时钟", "演练时钟"]


def test_a_fixed_clock_stands_still_and_tells_utc():
    in_beijing = datetime(2017, 10, 20, 9, 0, tzinfo=timezone(timedelta(hours=8)))

    clock = FixedClock(in_beijing)

    assert clock.now() == clock.now() == AUTUMN
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("clock", [FixedClock, VirtualClock])
def test_a_naive_time_is_refused(clock: type[FixedClock]):
    with pytest.raises(ValueError, match="时区"):
        clock(AUTUMN.replace(tzinfo=None))


def test_a_naive_time_cannot_become_utc():
    with pytest.raises(ValueError, match="时区"):
        as_utc(AUTUMN.replace(tzinfo=None))


def test_a_virtual_clock_moves_when_it_is_moved():
    clock = VirtualClock(AUTUMN)

    assert clock.advance(WEEK) == clock.now() == AUTUMN + WEEK
    assert clock.move_to(AUTUMN + 2 * WEEK) == clock.now() == AUTUMN + 2 * WEEK


@settings(deadline=None)
@given(
    st.lists(
        st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)), max_size=20
    )
)
def test_a_virtual_clock_never_goes_backwards(moves: list[timedelta]):
    clock = VirtualClock(AUTUMN)
    for move in moves:
        before = clock.now()
        if move < timedelta(0):
            with pytest.raises(ValueError, match="倒拨"):
                clock.advance(move)
            with pytest.raises(ValueError, match="倒拨"):
                clock.move_to(before + move)
            assert clock.now() == before
        else:
            assert clock.advance(move) == before + move


def test_a_folder_clock_starts_where_it_is_told_and_runs_on(path: Path):
    clock = FolderClock.start(path, AUTUMN)

    first, second = clock.now(), clock.now()

    assert AUTUMN <= first <= second < AUTUMN + SLACK


def test_a_folder_clock_runs_at_real_pace(path: Path):
    an_hour_ago = RealClock().now() - timedelta(hours=1)
    path.write_text(json.dumps({"shown": AUTUMN.isoformat(), "real": an_hour_ago.isoformat()}))

    shown = FolderClock(path).now()

    assert timedelta(hours=1) <= shown - AUTUMN < timedelta(hours=1) + SLACK


def test_a_wall_set_back_does_not_turn_a_folder_clock_back(path: Path):
    in_an_hour = RealClock().now() + timedelta(hours=1)
    path.write_text(json.dumps({"shown": AUTUMN.isoformat(), "real": in_an_hour.isoformat()}))

    assert FolderClock(path).now() == AUTUMN


def test_a_folder_clock_is_moved_on(path: Path):
    clock = FolderClock.start(path, AUTUMN)

    shown = clock.advance(WEEK)

    assert AUTUMN + WEEK <= shown <= clock.now() < AUTUMN + WEEK + SLACK
    assert not path.with_suffix(".new").exists()


@pytest.mark.parametrize("by", [timedelta(0), timedelta(microseconds=-1), -WEEK])
def test_a_folder_clock_is_moved_forward_only(path: Path, by: timedelta):
    clock = FolderClock.start(path, AUTUMN)

    with pytest.raises(ValueError, match="只能向前拨"):
        clock.advance(by)

    assert clock.now() < AUTUMN + SLACK


def test_a_folder_clock_can_be_started_again_later_but_not_earlier(path: Path):
    FolderClock.start(path, AUTUMN)

    later = FolderClock.start(path, AUTUMN + WEEK)
    with pytest.raises(ValueError, match="倒拨"):
        FolderClock.start(path, AUTUMN)

    assert later.now() >= AUTUMN + WEEK


def test_another_process_sees_a_move_at_its_next_look(path: Path):
    clock = FolderClock.start(path, AUTUMN)
    with now_elsewhere(path) as server:
        before = ask(server)
        moved = clock.advance(WEEK)
        after = ask(server)
        server.stdin.close()

    assert before < AUTUMN + WEEK
    assert moved <= after < AUTUMN + WEEK + SLACK


def test_moves_at_the_same_time_all_count(path: Path):
    FolderClock.start(path, AUTUMN)
    hands = [
        threading.Thread(target=lambda: [FolderClock(path).advance(WEEK) for _ in range(5)])
        for _ in range(4)
    ]

    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert AUTUMN + 20 * WEEK <= FolderClock(path).now() < AUTUMN + 20 * WEEK + SLACK


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"shown": 1, "real": 2}', '{"shown": "2017-10-20", "real": "2017-10-20"}'],
)
def test_a_spoilt_clock_file_is_reported(path: Path, text: str):
    path.write_text(text)

    with pytest.raises(Unavailable, match=CLOCK_FILE):
        FolderClock(path).now()


def test_a_missing_clock_file_is_reported(path: Path):
    with pytest.raises(Unavailable, match=CLOCK_FILE):
        FolderClock(path).now()


def test_a_rehearsed_folder_has_its_own_clock_and_a_real_one_the_wall(tmp_path: Path):
    assert isinstance(clock_of(tmp_path), RealClock)

    FolderClock.start(tmp_path / CLOCK_FILE, AUTUMN)

    assert isinstance(clock_of(tmp_path), FolderClock)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("7d", timedelta(days=7)),
        ("12h", timedelta(hours=12)),
        ("90m", timedelta(minutes=90)),
        ("2w", timedelta(days=14)),
        (" 1d ", timedelta(days=1)),
    ],
)
def test_a_duration_is_read(text: str, span: timedelta):
    assert parse_duration(text) == span


@pytest.mark.parametrize(
    "text", ["", "7", "d", "7 d", "-7d", "1.5d", "7days", "7y", "七d", "9" * 30 + "d"]
)
def test_an_unreadable_duration_is_refused_with_an_example(text: str):
    with pytest.raises(ValueError, match="例如 7d"):
        parse_duration(text)
