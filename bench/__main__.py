"""`python -m bench [s1 s3 s4 s5 s6 s10]`: run, print a table, write bench/results/<name>.json."""

import sys

from bench import s1_door, s3_storm, s4_year, s5_scoring, s6_http, s10_growth
from bench.table import publish

BENCHES = {
    "s1": s1_door.run,
    "s3": s3_storm.run,
    "s4": s4_year.run,
    "s5": s5_scoring.run,
    "s6": s6_http.run,
    "s10": s10_growth.run,
}


def main(wanted: list[str]) -> None:
    """Run what is named, or all."""
    for name in wanted or list(BENCHES):
        publish(name, BENCHES[name]())


main(sys.argv[1:])
