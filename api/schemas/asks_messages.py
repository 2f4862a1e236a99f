"""What is asked about messages that leave the house: channels and the ledger."""

from typing import Annotated

from pydantic import Field

from api.schemas.asks_people import PersonId
from api.schemas.fields import LEFT_OUT, Line, Plain, Shape
from states.reaching import Carries, Channel, DeliveryState

#: Behind every place.
LAST = 9_000_000_000_000_000


class NewChannel(Shape):
    """A channel: a mail address, a robot's address or token, or a URL of one's own system.

    `secret` is the one with which a robot of DingTalk or Feishu wants to be signed to.
    """

    channel: Channel
    address: Annotated[Line, Field(min_length=1)]
    secret: Annotated[Plain, Field(max_length=128)] = LEFT_OUT
    label: Line = ""
    carries: Carries = Carries.ALL


class ChannelCode(Shape):
    """The code that came by the channel."""

    code: Annotated[Plain, Field(min_length=1, max_length=32)]


class OwnLedgerPage(Shape):
    """Which of one's own deliveries, and from where on."""

    before: Annotated[int, Field(ge=1, le=LAST)] = LAST
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    state: DeliveryState | None = None


class LedgerPage(OwnLedgerPage):
    """Which deliveries, whose, and from where on."""

    person: PersonId | None = None
