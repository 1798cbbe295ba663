"""A standing ruling in force, a matter that goes on, and an agenda gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.enums import Nature, SourceKind, Tie, TieWay
from core import clock
from meetings.actions import contributors, standing_rulings
from meetings.actions.confirmations import confirm
from meetings.actions.lineage import continue_from
from meetings.actions.standing_rulings import Terms
from meetings.enums import (
    ContributorRole,
    PaperHandling,
    Participation,
    SubjectRole,
)
from meetings.models import Item
from meetings.rules.standing_rulings import TieClass


if TYPE_CHECKING:
    from desk.demo.bodies import Bodies
    from desk.demo.cast import Cast
    from meetings.models import Gathering

PATIENTS = TieClass(
    ways=frozenset({TieWay.OWN, TieWay.OF_CLASS}),
    natures=frozenset({Nature.PERSONAL}),
    ties=frozenset({Tie.PATIENT}),
    unless_roles=frozenset({SubjectRole.BIDDER}),
)


def stand(cast: Cast, bodies: Bodies) -> None:
    """Let the guardian rule once on those whose family are patients of a practice."""
    standing_rulings.make(
        committees=bodies.bhr.committees.all(),
        terms=Terms(
            tie_class=PATIENTS,
            participation=Participation.TAKE_PART,
            papers=PaperHandling.GIVEN,
            reason="To be a patient of a practice is remote, and widely shared.",
            from_on=clock.today(),
        ),
        by=cast.users["guardian"],
    )


def go_on(june: Gathering, cast: Cast) -> None:
    """Say that June's hub item continues April's, and who reviewed its paper."""
    hubs = Item.objects.filter(
        title__startswith="Evening and weekend appointments"
    ).select_related("gathering")
    item = hubs.get(gathering=june)
    earlier = hubs.exclude(gathering=june).get()
    by = cast.users["officer"]
    continue_from(item=item, earlier=earlier, by=by)
    contributors.name(
        item=item, person=cast.persons["lmc"], role=ContributorRole.REVIEWER, by=by
    )


def go_through(june: Gathering, cast: Cast) -> None:
    """Let one member have nothing to add, and the officer record what another said."""
    own, told = cast.persons["lay_barking"], cast.persons["healthwatch"]
    confirm(
        gathering=june,
        person=own,
        said={},
        seen=frozenset(),
        by=cast.users["lay_barking"],
    )
    confirm(
        gathering=june,
        person=told,
        said={},
        seen=frozenset(),
        by=cast.users["officer"],
        source=SourceKind.EMAIL,
        confirmed_on=clock.today(),
    )
