"""`python -m tests.fuzz [SECONDS [SEED]]`: every operation, as each capacity, in two houses.

One house stands in autumn, one at the year's end. Prints operations, requests, answers 5xx and
undocumented answers; exit status 1 when there are any of the last two.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from api.app import create_app
from kit.settings import Settings
from services.house import open_house
from tests.fuzz.running import Outcome, fuzz
from tests.served import served

#: A person of each capacity, by sign-in name.
PEOPLE = {
    "unit_clerk": "d05-clerk",
    "unit_head": "t01-head",
    "examiner": "d14-head",
    "office_clerk": "office-clerk",
    "office_director": "office-director",
    "conference_member": "member-1",
    "district_leader": "leader",
    "judge": "deputies-1",
    "inspector": "inspector-1",
    "supervisor": "supervisor",
    "administrator": "admin",
}
UNITS = "D01,D05,D10,D14,T01,T02"
STANDS = ("2017-10-20", "2018-02-20")


def _settings(folder: Path) -> Settings:
    # Refused for haste alone, a request would find out nothing.
    return Settings(data_dir=folder, limit_reads="", limit_writes="", limit_uploads="")


@contextmanager
def _house(until: str) -> Iterator[tuple[str, str]]:
    """A rehearsed house behind a port; its address and the password of all."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "house")
        played = ("rehearse", "--units", UNITS, "--until", until, "--data", str(folder), "--json")
        command = (sys.executable, "-m", "cli", *played)
        subprocess.run(command, check=True, capture_output=True)
        password = json.loads((folder / "folder.json").read_text("utf-8"))["password"]
        with open_house(_settings(folder)) as house, served(create_app(house)) as address:
            yield address, password


def _token(address: str, name: str, password: str) -> str:
    asked = {"name": name, "password": password}
    answer = httpx.post(f"{address}/api/v1/sign-in", json=asked, timeout=30)
    return answer.raise_for_status().json()["token"]


def known_ids(address: str, token: str) -> dict[str, list[str]]:
    """List some ids of every kind, by its place in the address."""
    told = httpx.get(f"{address}/api/v1/openapi.json", timeout=60).raise_for_status().json()
    slugs = {
        path.split("/")[3] for path in told["paths"] if path.endswith("/{subject_id}/transitions")
    }
    return {slug: _ids(address, token, slug) for slug in sorted(slugs)}


def _ids(address: str, token: str, slug: str) -> list[str]:
    headers = {"Authorization": f"Bearer {token}"}
    found = httpx.get(f"{address}/api/v1/{slug}?limit=200", headers=headers, timeout=30)
    items = found.json().get("items", []) if found.status_code == httpx.codes.OK else []
    return [item["id"] for item in items]


def _told(who: str, until: str, outcome: Outcome) -> str:
    return (
        f"{until} {who:18} operations {outcome.operations:4}  requests {outcome.requests:6}"
        f"  5xx {outcome.faults}  undocumented {outcome.undocumented}"
    )


def main(seconds: int = 40, seed: int = 1) -> int:
    """Run all; the number of runs that found something."""
    outcomes: list[Outcome] = []
    for until in STANDS:
        with _house(until) as (address, password):
            known = known_ids(address, _token(address, "office-director", password))
            for capacity, name in PEOPLE.items():
                outcome = fuzz(address, _token(address, name, password), known, seconds, seed)
                outcomes.append(outcome)
                print(_told(capacity, until, outcome), flush=True)
                if not outcome.is_clean:
                    print(outcome.told, file=sys.stderr)
    print(
        f"operations {max(o.operations for o in outcomes)}, requests"
        f" {sum(o.requests for o in outcomes)}, 5xx = {sum(o.faults for o in outcomes)},"
        f" undocumented = {sum(o.undocumented for o in outcomes)}"
    )
    return sum(not outcome.is_clean for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(1 if main(*map(int, sys.argv[1:3])) else 0)
