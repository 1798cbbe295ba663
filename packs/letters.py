"""The letter that says a pack is out, with the calendar entry of the meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core.web.dates import long_date
from meetings.calendars import calendar_entry
from meetings.enums import GatheringState, ReminderKind
from meetings.facts.assistants import members_read_for
from meetings.facts.keepers import gatherings_kept_by
from meetings.letters.gatherings import WHY_TOLD, still_ahead
from notices import registry
from notices.calendar import attach
from notices.words import write
from packs.facts.readings import opened_by
from packs.models import Pack, PackCopy, PackRecall, PackState
from people.models import User


if TYPE_CHECKING:
    from meetings.models import Gathering
    from notices.models import Letter
    from notices.values import Rendered
    from people.actors import Actor
    from people.models import Person


@registry.selects("pack")
def letters_about_packs(actor: Actor) -> Q:
    """Select the letters about packs of the gatherings whose record the actor keeps."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    packs = Pack.objects.filter(gathering__in=gatherings_kept_by(actor.person_id))
    key = Concat(Value("pack:"), Cast("pk", CharField()))
    return Q(about__in=packs.annotate(about=key).values("about"))


@registry.belongs("pack")
def pack_letters_of_a_gathering(gathering: int) -> Q:
    """Select the letters about packs of a gathering (its key)."""
    key = Concat(Value("pack:"), Cast("pk", CharField()))
    packs = Pack.objects.filter(gathering=gathering).order_by()
    return Q(about__in=packs.annotate(about=key).values("about"))


@registry.renders("pack_sent")
def pack_sent(letter: Letter) -> Rendered | None:
    """Tell a reader that their pack is there; no title of any item is in it."""
    copy = _current_copy(letter)
    if copy is None:
        return None
    gathering = copy.pack.gathering
    return write(
        letter.person,
        subject=f"Your pack for {gathering.title}, {long_date(gathering.held_on)}",
        words=(
            f"The papers for {gathering.title} on {long_date(gathering.held_on)} are "
            f"ready: {copy.pages} pages, made for you."
        ),
        link="Read them here",
        path=reverse("packs:mine", args=[gathering.pk]),
        why=_why(letter.person, gathering),
        attachments=(attach(calendar_entry(letter, gathering)),),
    )


@registry.renders("pack_supplement")
def pack_supplement(letter: Letter) -> Rendered | None:
    """Tell a reader that something in their pack has changed; what, only the pack says."""
    copy = _current_copy(letter)
    if copy is None or copy.pack.pk != int(letter.about.partition(":")[2]):
        return None
    gathering = copy.pack.gathering
    day = long_date(gathering.held_on)
    return write(
        letter.person,
        subject=f"Supplement {copy.pack.supplement} to your pack for "
        f"{gathering.title}, {day}",
        words=(
            f"Something in your pack for {gathering.title} on {day} has changed since "
            "it was sent. The pages you have keep their numbers; later pages have the "
            "number of the page they follow, with a letter. A note at the beginning "
            "says what has changed for you. The later pages alone are on the page of "
            "the meeting."
        ),
        link="Read the whole pack as it stands now",
        path=reverse("packs:mine", args=[gathering.pk]),
        why=_why(letter.person, gathering),
    )


def _why(person: Person, gathering: Gathering) -> str:
    """Say why a reader is told of a pack: they come, or read for somebody who does."""
    members = members_read_for(gathering).get(person.pk)
    return "you read the papers of this meeting for a member" if members else WHY_TOLD


def _current_copy(letter: Letter) -> PackCopy | None:
    """Return the reader's copy of the pack that a letter is about.

    A supplement that has gone out since has it in its place: whoever had not been told
    of the pack yet is told of it still.
    """
    copies = PackCopy.objects.filter(
        person=letter.person,
        revoked_at__isnull=True,
        pack__state=PackState.SENT,
        pack__gathering__packs=int(letter.about.partition(":")[2]),
    )
    copy = copies.select_related("pack__gathering", "person").first()
    if copy is None or copy.pack.gathering.state == GatheringState.CANCELLED:
        return None
    pack: Pack | None = copy.pack
    while pack is not None and pack.pk != int(letter.about.partition(":")[2]):
        pack = pack.supplement_to
    return None if pack is None else copy


@registry.renders(ReminderKind.READ_PACK, reminder="Read your pack", is_optional=True)
def read_pack(letter: Letter) -> Rendered | None:
    """Remind a reader of their pack, unless they have opened it themself."""
    gathering = still_ahead(letter)
    if gathering is None:
        return None
    copy = PackCopy.objects.filter(
        ~opened_by(letter.person_id),
        person=letter.person,
        pack__gathering=gathering,
        pack__state=PackState.SENT,
        revoked_at__isnull=True,
        # Whoever has it on paper reads it there.
        posting__isnull=True,
    ).first()
    if copy is None:
        return None
    day = long_date(gathering.held_on)
    return write(
        letter.person,
        subject=f"Your pack waits: {gathering.title}, {day}",
        words=f"You have not opened your pack for {gathering.title} on {day} yet.",
        link="Read it here",
        path=reverse("packs:mine", args=[gathering.pk]),
        why=_why(letter.person, gathering),
    )


@registry.renders("pack_recalled")
def pack_recalled(letter: Letter) -> Rendered | None:
    """Tell a reader which pages they must not keep; what is on them is not said."""
    recall = (
        PackRecall.objects.select_related("copy__pack__gathering")
        .filter(copy=int(letter.occasion.removeprefix("copy ")))
        .first()
    )
    if recall is None or recall.answer:
        return None
    gathering = recall.copy.pack.gathering
    day = long_date(gathering.held_on)
    return write(
        letter.person,
        subject=f"Delete your pack for {gathering.title}, {day}",
        words=(
            f"Some of the pack that you were sent for {gathering.title} on {day} is "
            f"withheld from you now: {recall.pages_in_words}.\n\n"
            "Delete the file if you have downloaded it, and hand back or destroy what "
            "was printed. Do not pass these pages on. You get a new copy in its "
            "place."
        ),
        link="Say here that it is done, and open your new copy",
        path=reverse("packs:recall", args=[recall.pk]),
        why=(
            "a conflict of interest was confirmed after the pack was sent, or the "
            "papers are withheld until the chair has ruled"
        ),
    )
