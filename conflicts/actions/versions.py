"""Keep how an interest reads after each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.actions.declarations import wording_of
from conflicts.models import InterestVersion


if TYPE_CHECKING:
    from datetime import datetime

    from conflicts.models import Interest
    from people.models import User


def keep_version(
    interest: Interest,
    reason: str,
    *,
    by: User,
    now: datetime,
    known_from: datetime | None = None,
) -> InterestVersion:
    """Write the version that an interest has just taken on, inside its transaction.

    `known_from` is when the register first said so, if that was before `now`: the day
    an imported entry entered the earlier register.
    """
    organisation = interest.organisation
    return InterestVersion.objects.create(
        interest=interest,
        **wording_of(interest),
        person_name=str(interest.person),
        organisation_name=organisation.name if organisation else "",
        reason=reason,
        known_from=known_from or now,
        written_at=now,
        written_by=by,
    )
