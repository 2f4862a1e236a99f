"""What every verb may be asked with."""

from pydantic import Field

from api.schemas.fields import Prose, Shape


class Ask(Shape):
    """The body of every verb."""

    reason: Prose = Field(default="", description="理由；须写明理由的事项不能为空")
