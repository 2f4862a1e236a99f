"""One run of Schemathesis against a served house, and what it found."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: What would end the run's own session, or never ends by itself.
NOT_ASKED = ("sign_out", "event_stream")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
#: Types of findings that are no undocumented answer but a fault of the house.
FAULTS = frozenset({"ServerError"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did and found.

    Attributes:
        operations: of the document that were asked.
        requests: answered.
        faults: kinds of answers 5xx.
        undocumented: kinds of answers that the document does not promise.
        told: what to read when something was found.
    """

    operations: int
    requests: int
    faults: int
    undocumented: int
    told: str

    def __add__(self, other: "Outcome") -> "Outcome":
        """Two runs together."""
        return Outcome(
            max(self.operations, other.operations),
            self.requests + other.requests,
            self.faults + other.faults,
            self.undocumented + other.undocumented,
            "\n".join(run.told for run in (self, other) if not run.is_clean),
        )

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.faults and not self.undocumented


#: Singly, then in chains of which each request is about what the one before made.
PHASES = ("examples,coverage,fuzzing", "stateful")


def fuzz(
    address: str, token: str, known: Mapping[str, Sequence[str]], seconds: int, seed: int
) -> Outcome:
    """Ask every operation of the document, singly and in chains, as one person.

    Args:
        address: of the served house, such as http://127.0.0.1:8000.
        token: bearer token of the person.
        known: ids that are there, by the kind's place in the address (`nodes`).
        seconds: the time to take, half of it for chains.
        seed: the same seed generates the same requests.
    """
    first, *others = (
        _run(phases, (address, token), known, seconds // len(PHASES), seed) for phases in PHASES
    )
    return sum(others, start=first)


def _run(
    phases: str,
    served: tuple[str, str],
    known: Mapping[str, Sequence[str]],
    seconds: int,
    seed: int,
) -> Outcome:
    with tempfile.TemporaryDirectory() as place:
        report, ids = Path(place, "report.json"), Path(place, "known.json")
        ids.write_text(json.dumps(known), "utf-8")
        asked = [
            *_command(*served, phases, report),
            "--max-time",
            str(seconds),
            "--seed",
            str(seed),
        ]
        hooked = {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "JIXIAO_FUZZ_KNOWN": str(ids)}
        done = subprocess.run(
            asked,
            env={**os.environ, **hooked, "COLUMNS": "200"},
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
        )
        if not report.exists():
            raise RuntimeError(done.stdout + done.stderr)
        return _read(json.loads(report.read_text("utf-8")), done.stdout)


def _command(address: str, token: str, phases: str, report: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "schemathesis.cli", "run"),
        f"{address}/api/v1/openapi.json",
        *("--url", address, "--header", f"Authorization: Bearer {token}"),
        *("--phases", phases, "--checks", ",".join(CHECKS)),
        *("--max-examples", "3", "--no-shrink", "--continue-on-failure"),
        *("--suppress-health-check", "all"),
        *("--report", "json", "--report-json-path", str(report), "--warnings", "off"),
        *(part for name in NOT_ASKED for part in ("--exclude-operation-id", name)),
    ]


def _read(report: Mapping[str, object], told: str) -> Outcome:
    operations, cases = report["operations"], report["test_cases"]
    failures, errors = report["failures"], report["errors"]
    assert isinstance(operations, dict)
    assert isinstance(cases, dict)
    assert isinstance(failures, list)
    assert isinstance(errors, list)
    faults = sum(failure["type"] in FAULTS for failure in failures)
    return Outcome(
        operations["tested"],
        cases["generated"],
        faults,
        len(failures) - faults + len(errors),
        told,
    )
