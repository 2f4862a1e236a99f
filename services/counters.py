"""Counters (计数): what this process does, counted where it is done."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
#: From a tick to the fortnight that a machine was away.
_LATE = (1, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 86_400, 604_800, 1_209_600)

LATENESS = Histogram(
    "jixiao_deadline_lateness_seconds",
    "How long after it was due a rung fired",
    ["kind"],
    buckets=_LATE,
    registry=REGISTRY,
)
FIRES = Counter(
    "jixiao_deadline_fires",
    "Rungs that fired, by kind and clock",
    ["kind", "clock"],
    registry=REGISTRY,
)
CONFLICTS = Counter(
    "jixiao_conflicts", "Acts that came second", ["kind", "trigger"], registry=REGISTRY
)
REQUESTS = Counter(
    "jixiao_http_requests", "Requests by route", ["method", "route", "status"], registry=REGISTRY
)
REQUEST_SECONDS = Histogram(
    "jixiao_http_request_seconds",
    "How long requests took",
    ["method", "route"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
BELL_SECONDS = Histogram(
    "jixiao_bell_seconds",
    "How long the work of a bell took",
    ["bell"],
    buckets=(*_SECONDS, 120.0, 600.0),
    registry=REGISTRY,
)
BELL_FAILURES = Counter("jixiao_bell_failures", "Rings that failed", ["bell"], registry=REGISTRY)
BELL_AGE = Gauge(
    "jixiao_bell_age_seconds", "Since a bell of this process last did its work", ["bell"],
    registry=REGISTRY,
)  # fmt: skip


def rang(bell: str, seconds: float) -> None:
    """Note how long a bell's work took that is done."""
    BELL_SECONDS.labels(bell).observe(seconds)


def goes_on(bell: str) -> None:
    """Note that a bell is at its work."""
    beat = time.monotonic()
    BELL_AGE.labels(bell).set_function(lambda: time.monotonic() - beat)
