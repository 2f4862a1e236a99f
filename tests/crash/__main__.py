"""`python -m tests.crash` (`make crash`): a thousand kills, and storms over whole processes.

Every so many kills a campaign ends with a count, and the next one begins in a fresh year; in
between the server itself is killed at work. JIXIAO_KILLS says how many, JIXIAO_STORM how many
deadlines ring in each storm. Ends with 1 when anything was lost or happened twice.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.clock import VirtualClock
from kit.settings import Settings
from models.database import open_database
from models.folder import DataFolder
from models.migrating import migrate
from services.filing import FileStore
from services.house import House
from tests.builders import fill_template, noon, to_in_progress
from tests.crash import servers, worker
from tests.crash.campaign import Tally, campaign, reckon
from tests.crash.killing import CHANCE, NURSERY, answering
from tests.crash.processes import TICK
from tests.crash.servers import Killable
from tests.crash.storm import storm

KILLS = int(os.environ.get("JIXIAO_KILLS", "1000"))
DUE = int(os.environ.get("JIXIAO_STORM", "5000"))
#: A campaign has so many kills of workers, and one of the server.
EACH = 60
TEMPLATE = "jx_template"


@contextmanager
def _house(server: Killable, database: str, template: str | None) -> Iterator[House]:
    """A house on a database of its own, copied from the template or made."""
    server.run(f"CREATE DATABASE {database}" + (f" TEMPLATE {template}" if template else ""))
    address = server.named(database)
    migrate(address)
    folder = DataFolder(Path(tempfile.mkdtemp(prefix="jx")))
    folder.make()
    clock = VirtualClock(noon(2017, 9, 1))
    opened = open_database(address)
    house = House(Settings(data_dir=folder.path), folder, opened, clock, FileStore(folder.files))
    try:
        yield house
    finally:
        opened.close()


def _template(server: Killable) -> None:
    with _house(server, TEMPLATE, None) as house:
        fill_template(house.database, "crash-password-2017")
        to_in_progress(house)


def _server_killed(house: House, server: Killable, tally: Tally) -> None:
    """Kill the server while somebody writes, start it again, and count."""
    hears, tells = NURSERY.Pipe(duplex=False)
    asked = (worker.write_and_report, house.database.address, "T01", tells)
    child = NURSERY.Process(target=worker.work, args=asked)
    child.start()
    tells.close()
    assert hears.recv() == "ready"
    acknowledged = list(hears.recv())
    threading.Timer(CHANCE.uniform(0, 0.25), server.kill).start()
    try:
        while True:
            acknowledged += hears.recv()
    except (EOFError, OSError):
        child.join()
    time.sleep(0.5)  # what it had started notices, and ends
    server.start()
    answering(house)
    tally.kills += 1
    reckon(house, acknowledged, tally)


def _campaigns(server: Killable, kills: int, tally: Tally) -> None:
    _template(server)
    place = 0
    while tally.kills < kills:
        place += 1
        with _house(server, f"jx_{place}", TEMPLATE) as house:
            campaign(house, min(EACH, kills - tally.kills), tally)
            _server_killed(house, server, tally)
        server.run(f"DROP DATABASE jx_{place} WITH (FORCE)")
        print(f"  {tally}", flush=True)


def _storm(name: str, server: Killable, *, made: bool) -> bool:
    print(f"storm on {name}", flush=True)
    if not made:
        _template(server)
    with _house(server, "jx_storm", TEMPLATE) as house:
        passed = storm(house, server, DUE)
    print(f"  {passed}", flush=True)
    # Whoever is left has the next tick, and the time that it takes to work.
    return (passed.fired, passed.lost, passed.twice) == (DUE, 0, 0) and passed.pause < 2 * TICK


def main() -> int:
    """Kill, count, and tell."""
    tally = Tally()
    with servers.embedded() as server:
        _campaigns(server, KILLS, tally)
        well = _storm("the embedded server", server, made=True)
    found = servers.ordinary_bin()
    if found:
        with servers.ordinary(found) as server:
            well &= _storm(f"an ordinary server ({found.parent.name})", server, made=False)
    print(tally)
    return 0 if tally.clean and well else 1


if __name__ == "__main__":
    sys.exit(main())
