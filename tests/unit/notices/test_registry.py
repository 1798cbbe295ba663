"""What upper rooms register."""

from __future__ import annotations

import pytest
from django.db.models import Q

from core import clock
from notices import registry
from notices.enums import Status
from notices.letters import MAIL_CHECK
from notices.models import Letter
from notices.values import Rendered
from people.actors import PUBLIC
from tests.factories.notices import LetterFactory


@pytest.fixture(autouse=True)
def _empty_registry(monkeypatch):
    monkeypatch.setattr(registry, "_renderers", {})
    monkeypatch.setattr(registry, "_selections", {})
    monkeypatch.setattr(registry, "_meetings", {})


def test_render_asks_the_registered_function():
    @registry.renders("pack_published")
    def write(letter):
        return Rendered(subject="Your pack", text=letter.about)

    words = registry.render(Letter(kind="pack_published", about="gathering:12"))

    assert words == Rendered(subject="Your pack", text="gathering:12")
    assert registry.kinds() == {"pack_published"}


def test_render_unknown_kind():
    with pytest.raises(registry.UnknownKind, match="'pack_published'"):
        registry.render(Letter(kind="pack_published"))


def test_renders_twice_is_refused():
    registry.renders(MAIL_CHECK)(lambda letter: None)

    with pytest.raises(ValueError, match="Two functions are registered for 'mail_"):
        registry.renders(MAIL_CHECK)(lambda letter: None)


@pytest.mark.django_db
def test_selection_for_joins_the_rooms_and_what_carries_only_theirs():
    registry.selects("gathering")(lambda actor: Q(about="gathering:7"))
    registry.selects("ballot")(lambda actor: Q(pk__in=[]))
    ours, _other, _ballot = (
        LetterFactory(about=about)
        for about in ("gathering:7", "gathering:8", "ballot:7")
    )
    all_ours, mixed = (LetterFactory(about=f"letter:{number}") for number in (1, 2))
    carried = {"status": Status.TOGETHER, "claimed_at": clock.now()}
    part = LetterFactory(about="gathering:7", carrier=all_ours, **carried)
    mine = LetterFactory(about="gathering:7", carrier=mixed, **carried)
    LetterFactory(about="gathering:8", carrier=mixed, **carried)

    found = Letter.objects.filter(registry.selection_for(PUBLIC))

    assert set(found) == {ours, part, mine, all_ours}
    assert Letter(about="gathering:12").topic == "gathering"


def test_of_meeting_joins_the_rooms():
    registry.belongs("gathering")(lambda key: Q(about=f"gathering:{key}"))
    registry.belongs("ballot")(lambda key: Q(pk__in=[]))

    assert registry.of_meeting(7) == (
        Q(pk__in=[])
        | Q(about__startswith="gathering:") & Q(about="gathering:7")
        | Q(about__startswith="ballot:") & Q(pk__in=[])
    )
    with pytest.raises(ValueError, match="Two functions are registered for 'ballot'"):
        registry.belongs("ballot")(lambda key: Q())
