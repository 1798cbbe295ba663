"""From rows to facts: the organisations around some organisations, and their links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.models import Organisation, OrganisationLink
from commissioning.values import LinkKind, OrgRef
from conflicts.rules.links import STEPS, LinkFacts, OrganisationGraph
from conflicts.rules.walk import MAX_STEPS


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def graph_around(
    organisations: Iterable[int],
    *,
    on: date,
    classes: Iterable[int] = (),
) -> OrganisationGraph:
    """Load the links in force on a day that a walk from `organisations` can cross.

    `classes` are CCGs whose member practices are all subjects. Takes a bounded number
    of queries, whatever the number of organisations: one for each step of the walk.
    """
    roots = {int(each) for each in classes}
    links = {link.pk: link for link in _memberships(roots, on)}
    reached: set[int] = set()
    front = {int(each) for each in organisations} | {
        link.source_id for link in links.values()
    }
    for _step in range(MAX_STEPS):
        if not front:
            break
        reached |= front
        found = _crossable(front, on)
        links.update({link.pk: link for link in found})
        ends = {end for link in found for end in (link.source_id, link.target_id)}
        front = ends - reached
    return OrganisationGraph.of(
        [_facts(link) for link in links.values()],
        _names(reached | front | roots),
    )


def _memberships(ccgs: set[int], on: date) -> list[OrganisationLink]:
    if not ccgs:
        return []
    return list(
        OrganisationLink.objects.in_force_on(on).filter(
            kind=LinkKind.MEMBER_OF.value, target__in=ccgs
        )
    )


def _crossable(front: set[int], on: date) -> list[OrganisationLink]:
    kinds = [kind.value for kind in STEPS]
    in_force = OrganisationLink.objects.in_force_on(on)
    # A succession is crossed on any later day: what a body became, it stays.
    lasting = OrganisationLink.objects.filter(
        kind=LinkKind.PREDECESSOR_OF.value, from_on__lte=on
    )
    return list((in_force.filter(kind__in=kinds) | lasting).touching(front))


def _facts(link: OrganisationLink) -> LinkFacts:
    kind = LinkKind(link.kind)
    is_lasting = kind is LinkKind.PREDECESSOR_OF
    return LinkFacts(
        kind=kind,
        source=OrgRef(link.source_id),
        target=OrgRef(link.target_id),
        from_on=link.from_on,
        to_on=None if is_lasting else link.to_on,
    )


def _names(organisations: set[int]) -> dict[OrgRef, str]:
    rows = Organisation.objects.filter(pk__in=organisations)
    return {OrgRef(pk): name for pk, name in rows.values_list("pk", "name")}
