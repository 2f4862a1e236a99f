"""A flow run in this process (演练用): recorded and told as any other, in a house at hand.

Needs the variables of `workflows.server.client_env` in the environment, and the flows deployed.
"""

from typing import Any

from services.asks import Ask
from services.house import House
from workflows.asking import request
from workflows.server import Link

Done = dict[str, int]


class Here:
    """Does runs one after the other, at the house's own time."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def run(self, house: House, district_id: str, year: int, flow: str) -> Done:
        """Do a run of a flow, such as `annual-evaluation`; how much each step did.

        Raises:
            Unavailable: the flow is not deployed.
        """
        from prefect.flow_engine import run_flow  # noqa: PLC0415 - takes seconds

        from workflows.flows import FLOWS, hosting  # noqa: PLC0415 - as above

        (found,) = (each for each in FLOWS if each.name == flow)
        key = f"{district_id}-{year}-{flow}-{house.now():%Y%m%dT%H%M%S}"
        asked = {"district_id": district_id, "year": year}
        with self._link.client() as client:
            run = request(client, Ask(key, flow, district_id, year))
        with hosting(house):
            done: Any = run_flow(found, flow_run=run, parameters=asked)
        return done
