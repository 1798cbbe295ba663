"""Letters before they leave: what an action would plan, with nothing of it kept.

The action itself is run, and everything it wrote is undone. So the preview cannot
differ from what is sent, whatever kind of letter it is, and says no to what the action
would refuse. Why not a list beside the action: docs/adr/0035.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.web.dates import local_day
from notices import registry
from notices.actions.letters import label_of
from notices.enums import Status
from notices.facts import is_unwanted, mail_address_of
from notices.models import Letter


if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from notices.values import Rendered
    from people.models import Person, User


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who would get a letter at once, by mail, by post or not at all."""

    person: Person
    mail: str
    post: str

    @property
    def is_out_of_reach(self) -> bool:
        """Say whether there is neither a mail address nor a postal one."""
        return not (self.mail or self.post)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an action would send: to whom at once, how many later, and one as written.

    `words` is None where there is nobody to write to, or where the one letter is not
    needed. `day` is that on which they go where it is not today.
    """

    readers: tuple[Reader, ...]
    later: int
    reader: Reader | None = None
    words: Rendered | None = None
    day: date | None = None

    @property
    def by_mail(self) -> int:
        """Count the readers who get it by mail."""
        return sum(bool(one.mail) for one in self.readers)

    @property
    def by_post(self) -> int:
        """Count the readers for whom it is printed and posted."""
        return sum(bool(one.post) and not one.mail for one in self.readers)

    @property
    def out_of_reach(self) -> list[Person]:
        """List those whom no letter reaches."""
        return [one.person for one in self.readers if one.is_out_of_reach]


def foresee(
    action: Callable[[], object],
    *,
    by: User,
    written_to: int | None = None,
    at: datetime | None = None,
) -> Preview:
    """Return what an action by this user would send, and undo all that it did.

    `written_to` is the key of the person whose letter is shown; without it, or where
    they get none, it is the first in the order of names. `at` is the moment, now or
    later, by which a letter counts as sent at once. Rows are locked as by the action,
    for as long as it takes.

    Raises:
      RuleBroken: the action would be refused, for the same reason.
    """
    with transaction.atomic():
        # Rows of others that come to be meanwhile are planned by somebody else.
        newest = Letter.objects.order_by("-pk").values_list("pk", flat=True).first()
        action()
        planned = list(
            Letter.objects.filter(pk__gt=newest or 0, planned_by=label_of(by))
            .with_status([Status.PLANNED])
            .select_related("person__user", "person__reminder_choice")
            .order_by("person__family_name", "person__given_name", "person", "pk")
        )
        found = _preview(planned, written_to, at or clock.now())
        transaction.set_rollback(True)
    return found


def _preview(
    planned: Sequence[Letter], written_to: int | None, moment: datetime
) -> Preview:
    at_once: dict[int, Letter] = {}
    for letter in planned:
        if letter.due_at <= moment:
            at_once.setdefault(letter.person_id, letter)
    readers = {key: _reader(one) for key, one in at_once.items()}
    later = sum(one.due_at > moment for one in planned)
    day = local_day(moment) if local_day(moment) != clock.today() else None
    if not readers:
        return Preview((), later, day=day)
    key = written_to if written_to in readers else next(iter(readers))
    letter = at_once[key]
    words = None if is_unwanted(letter) else registry.render(letter)
    return Preview(tuple(readers.values()), later, readers[key], words, day)


def _reader(letter: Letter) -> Reader:
    return Reader(
        person=letter.person,
        mail=mail_address_of(letter),
        post=letter.person.postal_address.strip(),
    )
