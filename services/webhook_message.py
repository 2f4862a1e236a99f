"""What a receiver gets: an event as Standard Webhooks write one, signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from kit.clock import RealClock
from services.webhook_secrets import Secret

#: The receiver compares the instant of a signature with its own clock: it is no act of the house.
_WALL = RealClock()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message that is ready to be posted."""

    headers: Mapping[str, str]
    body: bytes


def sealed(district_id: str, event: Mapping[str, Any], secrets: Sequence[Secret]) -> Sealed:
    """Write an event and sign it with every secret that is good now.

    Its id is the event's own, however often it is pushed: by it a receiver knows it again.
    """
    message_id = f"evt_{district_id}_{event['number']}"
    timestamp = int(_WALL.now().timestamp())
    content = {
        "type": f"{event['kind']}.{event['trigger']}",
        "timestamp": event["at"],
        "data": event,
    }
    body = orjson.dumps(content)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "jixiao",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(s.sign(message_id, timestamp, body) for s in secrets),
    }
    return Sealed(headers, body)
