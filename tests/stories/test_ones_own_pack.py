"""Stories 8 and 19: a pack that is the reader's own, and reminders that stop."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from meetings.actions import gatherings
from meetings.enums import GatheringState, ReminderKind
from meetings.models import Gathering, PaperVersion
from notices.models import Letter
from notices.registry import render
from packs.models import PackOpening
from tests.factories.conflicts import declared
from tests.factories.packs import copy_of, dispatched, keep_from, ready
from tests.fixtures.pdf_files import text_of


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.QUORATE_TODAY = date(2016, 6, 1)


def announced():
    """Return a meeting that is ready for its pack, with notice given by the action."""
    cast, matters = ready()
    Gathering.objects.update(state=GatheringState.DRAFT)
    gatherings.give_notice(gathering=cast.gathering, by=cast.officer)
    cast.gathering.refresh_from_db()
    return cast, matters


def read(client, name, key, user=None):
    """Open a file as somebody, or signed out; return its text."""
    client.logout()
    if user is not None:
        client.force_login(user)
    answer = client.get(reverse(name, args=[key]))
    assert answer.status_code == 200, name
    return " ".join(text_of(b"".join(answer.streaming_content)).split())


def test_story_08_pack_without_what_is_withheld(client):
    """The reader's pack goes without; the log proves it; the public has it all."""
    cast, matters = announced()
    gp, alpha = cast.gp_seated, matters["Alpha"]
    keep_from(cast, alpha, gp.person)
    pack = dispatched(cast)

    own = read(client, "packs:mine", cast.gathering.pk, gp)
    whole = read(client, "packs:mine", cast.gathering.pk, cast.chair)

    assert "Text of Alpha" not in own
    assert "Cover of Alpha." not in own
    assert "Text of Beta" in own
    assert "Text of Alpha" in whole
    opening = PackOpening.objects.get(user=gp)
    assert opening.copy == copy_of(pack, gp)
    assert opening.copy.contents["excluded"] == [alpha.pk]
    assert alpha.pk not in opening.copy.contents["items"]
    assert alpha.pk in copy_of(pack, cast.chair).contents["items"]
    version = PaperVersion.objects.get(paper__item=alpha)
    assert "Text of Alpha" in read(client, "publishing:paper", version.pk)


def test_story_19_my_pack_and_no_reminder_after_acting(client):
    """The pack comes with its letter; whoever acted is not reminded, others are."""
    cast, _ = announced()
    pack = dispatched(cast)
    gp, chair = cast.gp_seated, cast.chair

    def reminder(user, kind):
        return Letter.objects.get(
            kind=kind, about=f"gathering:{cast.gathering.pk}", person=user.person
        )

    assert render(Letter.objects.get(about=f"pack:{pack.pk}", person=gp.person))
    assert render(reminder(gp, ReminderKind.READ_PACK))

    read(client, "packs:mine", cast.gathering.pk, gp)
    declared(by=gp)

    assert render(reminder(gp, ReminderKind.READ_PACK)) is None
    assert render(reminder(gp, ReminderKind.DECLARE_INTERESTS)) is None
    assert render(reminder(chair, ReminderKind.READ_PACK))
