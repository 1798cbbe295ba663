"""Letters for this reader, or not found, or not theirs to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from notices import registry
from notices.models import CalendarFeed, Letter, ReturnedMail
from notices.values import hashed
from people import door
from people.models import Person
from people.roles import is_administrator


if TYPE_CHECKING:
    from notices.models.letter import LetterQuerySet
    from notices.models.returned import ReturnedMailQuerySet
    from people.models import User
    from people.models.person import PersonQuerySet


def letters_for(user: User) -> LetterQuerySet:
    """Return the letters on the list of those whom `user` looks after.

    Raises:
      PermissionDenied: they look after nobody's letters.
    """
    verdict = door.may(user, "list", Letter)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    letters = Letter.objects.select_related("person")
    if is_administrator(user):
        return letters
    return letters.filter(registry.selection_for(user))


def letter_for(user: User, pk: int) -> Letter:
    """Return one letter that `user` may read.

    Raises:
      Http404: there is none, or it is not theirs: whether it exists is not told.
    """
    letter = Letter.objects.select_related("person").filter(pk=pk).first()
    if letter is None or not door.may(user, "read", letter):
        raise Http404("There is no such letter.")
    return letter


def readers_for(user: User) -> PersonQuerySet:
    """Return the people of whom `user` may say how their letters travel.

    Raises:
      PermissionDenied: they look after nobody's letters.
    """
    letters_for(user)
    people = Person.objects.current().select_related("reminder_choice")
    if is_administrator(user):
        return people
    return people.filter(registry.readers_kept_by(user))


def returned_mail_for(user: User, pk: int | None = None) -> ReturnedMailQuerySet:
    """Return the mail that came back, or the one message with this key.

    Raises:
      Http404: none with this key, or `user` does not look at returned mail.
    """
    found = ReturnedMail.objects.all()
    if pk is not None:
        found = found.filter(pk=pk)
    if not door.may(user, "list", ReturnedMail) or (pk is not None and not found):
        raise Http404("There is no such page.")
    return found


def feed_of(token: str) -> CalendarFeed:
    """Return the open calendar address with this token, whose owner may still sign in.

    Raises:
      Http404: there is none; whether there ever was one is not told.
    """
    feed = (
        CalendarFeed.objects.select_related("user__person")
        .filter(token_hash=hashed(token), ended_at__isnull=True)
        .first()
    )
    if feed is None or not door.may(feed.user, "make", CalendarFeed):
        raise Http404("There is no such calendar.")
    return feed
