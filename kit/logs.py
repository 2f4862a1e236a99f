"""The log: one JSON object a line, with the request, the actor and the subject at hand."""

import sys

import structlog


def write_lines(level: str) -> None:
    """Write the log of this process as JSON lines to standard error.

    Args:
        level: the least that is written, such as `INFO` (`JIXIAO_LOG_LEVEL`).
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
