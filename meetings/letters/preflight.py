"""The letter that tells who assures a committee what was waived; it names no item."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core import clock
from core.verdict import Verdict, no
from core.web.dates import long_date
from meetings.actions.preflight import WAIVERS_LETTER
from meetings.enums import PreflightCheck
from meetings.facts.assurers import assurers_of, bodies_assured_by
from meetings.facts.keepers import gatherings_kept_by
from meetings.models import PreflightRecord
from notices import registry
from notices.models import Letter
from notices.words import write
from people import door
from people.models import User


if TYPE_CHECKING:
    from typing import Any

    from notices.values import Rendered
    from people.actors import Actor

NOT_ABOUT_WAIVERS = no("letter_not_yours", "This letter is not about your meetings.")


@registry.selects("preflight")
def letters_about_waivers(actor: Actor) -> Q:
    """Select the letters about waivers of the meetings whose record the actor keeps."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return Q(pk__in=[])
    kept = gatherings_kept_by(actor.person_id).order_by().values("pk")
    key = Concat(Value("preflight:"), Cast("pk", CharField()))
    records = PreflightRecord.objects.filter(gathering__in=kept).order_by()
    return Q(about__in=records.annotate(key=key).values("key"))


@registry.belongs("preflight")
def waiver_letters_of_a_gathering(gathering: int) -> Q:
    """Select the letters about waivers before a gathering (its key)."""
    key = Concat(Value("preflight:"), Cast("pk", CharField()))
    records = PreflightRecord.objects.filter(gathering=gathering).order_by()
    return Q(about__in=records.annotate(key=key).values("key"))


@door.widens("manage", Letter)
def can_manage_letter_of_waivers(actor: Actor, letter: Letter) -> Verdict:
    """Say who mends letters about waivers: the officers who keep the meeting's record."""
    record = _record_of(letter)
    return door.may(actor, "record", record.gathering) if record else NOT_ABOUT_WAIVERS


@registry.renders(WAIVERS_LETTER)
def preflight_waivers(letter: Letter) -> Rendered | None:
    """Tell a guardian, an auditor or the audit chair which checks were waived."""
    record = _record_of(letter)
    if record is None:
        return None
    sittings = record.gathering.sittings.select_related("committee")
    names = {one.committee_id: one.committee.short_name for one in sittings}
    if letter.person not in assurers_of(names, clock.today()):
        return None
    waived = _waived_there(record, letter.person_id)
    if not waived:
        return None
    counted = Counter((one["committee"], one["check"]) for one in waived)
    lines = "\n".join(
        f"- {names.get(committee, 'All committees')}: {PreflightCheck(check).label}"
        f"{f' ({number})' if number > 1 else ''}"
        for (committee, check), number in counted.items()
    )
    day = long_date(record.gathering.held_on)
    return write(
        letter.person,
        subject=f"Checks waived before {record.gathering.title}, {day}",
        words=(
            f"The papers for {record.gathering.title} on {day} went out although some "
            f"checks were not met. A reason was given for each:\n\n{lines}"
        ),
        link="Read the reasons",
        path=reverse("meetings:waivers"),
        why="you are a guardian, an auditor or the audit chair there",
    )


def _waived_there(record: PreflightRecord, person_id: int) -> list[dict[str, Any]]:
    """Return what was waived for the bodies somebody (id) assures, or for all."""
    bodies = bodies_assured_by(person_id, clock.today()).order_by()
    theirs = set(
        record.gathering.sittings.filter(
            committee__organisations__in=bodies.values("pk")
        ).values_list("committee", flat=True)
    )
    return [
        one
        for one in record.found
        if one["waiver"] is not None
        and (one["committee"] is None or one["committee"] in theirs)
    ]


def _record_of(letter: Letter) -> PreflightRecord | None:
    topic, _, key = letter.about.partition(":")
    if topic != "preflight":
        return None
    records = PreflightRecord.objects.select_related("gathering")
    return records.filter(pk=int(key)).first()
