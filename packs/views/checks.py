"""What is open before a pack or a supplement may go out, in short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meetings.facts.footing import footing_of
from meetings.facts.preflight import preflight_of
from meetings.rules.preflight import BEFORE_BUILDING
from meetings.views.preflight_shown import lines_of, open_first


if TYPE_CHECKING:
    from meetings.models import Gathering
    from people.models import User


def checks_of(user: User, gathering: Gathering) -> dict[str, Any]:
    """Return the checks as a page shows them in short; the rest is a link.

    `stops`: something has to be settled before anything is even built.
    """
    found = preflight_of(gathering)
    lines = lines_of(found, footing_of(user.person_id, gathering), user)
    shown = open_first(lines)
    return {
        "checks": shown,
        "stops": any(line.check in BEFORE_BUILDING for line in shown),
        "in_order": sum(not line.findings for line in lines),
        "waived": len(found.waived),
    }
