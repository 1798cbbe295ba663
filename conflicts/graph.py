"""From rows to facts: the organisations around some organisations, and their links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from commissioning.models import Organisation, OrganisationLink
from commissioning.values import LinkKind, OrgRef
from conflicts.rules.links import STEPS, LinkFacts, OrganisationGraph
from conflicts.rules.walk import BARRED, FOLLOWING, START


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


# Parameters: the kinds of link with the step from each of their ends; the table of
# `walk.FOLLOWING` as progress, step, progress after it; where the walks begin; the day.
REACHED = """
WITH RECURSIVE
crossing (kind, step_out, step_back) AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(out)s::int[], %(back)s::int[])
),
rule (progress, step, following) AS (
    SELECT * FROM unnest(%(progress)s::int[], %(step)s::int[], %(following)s::int[])
),
reached (org, progress) AS (
    SELECT unnest(%(roots)s::bigint[]), %(start)s
    UNION
    SELECT beyond.org, rule.following
    FROM reached
    CROSS JOIN LATERAL (
        SELECT link.target_id AS org, crossing.step_out AS step
        FROM commissioning_organisationlink AS link
        JOIN crossing ON crossing.kind = link.kind
        WHERE link.source_id = reached.org AND link.from_on <= %(day)s
          AND (link.to_on IS NULL OR link.to_on >= %(day)s OR link.kind = %(lasting)s)
        UNION ALL
        SELECT link.source_id, crossing.step_back
        FROM commissioning_organisationlink AS link
        JOIN crossing ON crossing.kind = link.kind
        WHERE link.target_id = reached.org AND link.from_on <= %(day)s
          AND (link.to_on IS NULL OR link.to_on >= %(day)s OR link.kind = %(lasting)s)
    ) AS beyond
    JOIN rule ON rule.progress = reached.progress AND rule.step = beyond.step
)
SELECT DISTINCT org FROM reached
"""


def graph_around(
    organisations: Iterable[int],
    *,
    on: date,
    classes: Iterable[int] = (),
) -> OrganisationGraph:
    """Load the links in force on a day that a walk from `organisations` can cross.

    `classes` are CCGs whose member practices are all subjects. Takes four queries at
    most, whatever the number of organisations and however long the ways.
    """
    bodies = {int(each) for each in classes}
    members = _memberships(bodies, on)
    roots = {int(each) for each in organisations} | {each.source_id for each in members}
    reached = _reached(roots, on)
    links = [*members, *_crossable(reached, on)]
    return OrganisationGraph.of(
        [_facts(link) for link in links], _names(reached | bodies)
    )


def _reached(roots: set[int], on: date) -> set[int]:
    """Walk in the database by the rules of `walk`, which then finds the ways again."""
    if not roots:
        return set()
    rules = [
        (progress, step, following)
        for progress, row in enumerate(FOLLOWING)
        for step, following in enumerate(row)
        if following != BARRED
    ]
    progress, step, following = (list(column) for column in zip(*rules, strict=True))
    asked: dict[str, int | str | date | list[int] | list[str]] = {
        "kinds": [kind.value for kind in STEPS],
        "out": [int(there) for there, _ in STEPS.values()],
        "back": [int(back) for _, back in STEPS.values()],
        "progress": progress,
        "step": step,
        "following": following,
        "roots": list(roots),
        "start": START,
        "day": on,
        "lasting": LinkKind.PREDECESSOR_OF.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(REACHED, asked)
        return {org for (org,) in cursor.fetchall()}


def _memberships(ccgs: set[int], on: date) -> list[OrganisationLink]:
    if not ccgs:
        return []
    return list(
        OrganisationLink.objects.in_force_on(on).filter(
            kind=LinkKind.MEMBER_OF.value, target__in=ccgs
        )
    )


def _crossable(reached: set[int], on: date) -> list[OrganisationLink]:
    kinds = [kind.value for kind in STEPS]
    in_force = OrganisationLink.objects.in_force_on(on)
    # A succession is crossed on any later day: what a body became, it stays.
    lasting = OrganisationLink.objects.filter(
        kind=LinkKind.PREDECESSOR_OF.value, from_on__lte=on
    )
    crossable = in_force.filter(kind__in=kinds) | lasting
    return list(crossable.filter(source__in=reached, target__in=reached))


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
