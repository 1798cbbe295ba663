"""What upper rooms bring: the words of their letters, and which of them an officer finds.

A room writes a module `letters.py`, imported at start-up. Who may read and manage
letters is answered at the door: `@door.widens("manage", Letter)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q


if TYPE_CHECKING:
    from collections.abc import Callable

    from notices.models import Letter
    from notices.values import Rendered
    from people.actors import Actor

    Renderer = Callable[[Letter], Rendered | None]
    Selection = Callable[[Actor], Q]
    Gathering = Callable[[int], Q]
    Keeping = Callable[[Actor], Q]

Function = TypeVar("Function")

_renderers: dict[str, Renderer] = {}
_reminders: dict[str, str] = {}
_optional: set[str] = set()
_selections: dict[str, Selection] = {}
_meetings: dict[str, Gathering] = {}
_keepings: dict[str, Keeping] = {}


class UnknownKind(LookupError):
    """No room registered the words of this kind of letter."""


def renders(
    kind: str, *, reminder: str = "", is_optional: bool = False
) -> Callable[[Renderer], Renderer]:
    """Register the function that writes letters of `kind` at the moment of sending.

    With `reminder`, in the words its reader knows it by ("Your pack waits"), it may be
    told in one letter with others of the day; without, it always goes on its own. One
    that `is_optional` its reader may do without.

    It takes the letter, asks the door again for `letter.person`, and returns what to
    say, or None when the letter is not needed any more.

    Raises:
      ValueError: the kind already has its words.
    """
    if reminder:
        _reminders[kind] = reminder
    if reminder and is_optional:
        _optional.add(kind)
    return _registration(_renderers, kind)


def selects(topic: str) -> Callable[[Selection], Selection]:
    """Register which letters about `topic:…` an actor finds on the list of letters.

    The function takes the actor and returns a Q over letters; it must not select a
    letter that the door would refuse to show.

    Raises:
      ValueError: the topic already has a selection.
    """
    return _registration(_selections, topic)


def belongs(topic: str) -> Callable[[Gathering], Gathering]:
    """Register which letters about `topic:…` belong to a meeting.

    The function takes the meeting's key and returns a Q over letters of the topic.

    Raises:
      ValueError: the topic says so already.
    """
    return _registration(_meetings, topic)


def keeps(room: str) -> Callable[[Keeping], Keeping]:
    """Register whose record an actor keeps, as the room sees it.

    The function takes the actor and returns a Q over persons; it must not select one
    whose post the door would not let the actor choose.

    Raises:
      ValueError: the room says so already.
    """
    return _registration(_keepings, room)


def render(letter: Letter) -> Rendered | None:
    """Write the letter now, or return None when it is not needed any more.

    Raises:
      UnknownKind: no room registered the words of this kind.
    """
    renderer = _renderers.get(letter.kind)
    if renderer is None:
        raise UnknownKind(f"Nobody writes letters of the kind {letter.kind!r}.")
    return renderer(letter)


def selection_for(actor: Actor) -> Q:
    """Return which letters `actor` finds on the list, over all topics."""
    found = Q(pk__in=[])
    for topic, selection in _selections.items():
        found |= Q(about__startswith=f"{topic}:") & selection(actor)
    return found | _carrying_only(found)


def readers_kept_by(actor: Actor) -> Q:
    """Return whose record `actor` keeps, over all rooms: a Q over persons."""
    found = Q(pk__in=[])
    for keeping in _keepings.values():
        found |= keeping(actor)
    return found


def reminders() -> dict[str, str]:
    """Return the kinds that may be told together, with the words for their readers."""
    return dict(_reminders)


def optional_reminders() -> dict[str, str]:
    """Return the kinds that a reader may do without, with the words for them."""
    return {kind: words for kind, words in _reminders.items() if kind in _optional}


def of_meeting(key: int) -> Q:
    """Return which letters belong to a meeting (its key), over all topics."""
    found = Q(pk__in=[])
    for topic, meeting in _meetings.items():
        found |= Q(about__startswith=f"{topic}:") & meeting(key)
    return found


def kinds() -> frozenset[str]:
    """Return every kind of letter that some room writes."""
    return frozenset(_renderers)


def _carrying_only(found: Q) -> Q:
    """Return which letters carry others, all of them found: else they tell too much."""
    from notices.models import Letter

    parts = Letter.objects.filter(carrier__isnull=False).order_by()
    return Q(pk__in=parts.filter(found).values("carrier")) & ~Q(
        pk__in=parts.exclude(found).values("carrier")
    )


def _registration(
    table: dict[str, Function], key: str
) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        if key in table:
            raise ValueError(f"Two functions are registered for {key!r}.")
        table[key] = function
        return function

    return register
