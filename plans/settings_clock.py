"""When a running deadline stands still (中止计时): on which grounds, and where by itself (设置)."""

from plans.fields import Key, Ruled, Text, Yes
from plans.words import OthersTurn


class Ground(Ruled):
    """Why the clock of a deadline may stand (中止事由).

    Attributes:
        documented: whoever lets it stand names a document.
    """

    key: Key
    label: Text
    documented: Yes = False


class Automatic(Ruled):
    """Where the clock stands by itself, because the rules say that somebody else must act.

    Attributes:
        when: while what is waited for.
        deadlines: of which deadlines the clock stands then; of none for never.
    """

    when: OthersTurn
    label: Text
    deadlines: tuple[Key, ...] = ()


class Suspensions(Ruled):
    """Suspensions of deadlines.

    Attributes:
        deadlines: whose clock may stand at all.
        grounds: on which somebody may decide it.
        automatic: where it stands without anybody's decision.
    """

    deadlines: tuple[Key, ...]
    grounds: tuple[Ground, ...]
    automatic: tuple[Automatic, ...] = ()

    def ground(self, key: str) -> Ground | None:
        """Find a ground; None when the plan has none of that name."""
        return next((ground for ground in self.grounds if ground.key == key), None)

    def by_itself(self, when: OthersTurn, deadline: str) -> Automatic | None:
        """Find the rule by which a deadline's clock stands by itself; None when it runs on."""
        return next(
            (rule for rule in self.automatic if rule.when is when and deadline in rule.deadlines),
            None,
        )
