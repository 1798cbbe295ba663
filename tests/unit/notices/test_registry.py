"""What upper rooms register."""

from __future__ import annotations

import pytest
from django.db.models import Q

from notices import registry
from notices.letters import MAIL_CHECK
from notices.models import Letter
from notices.values import Rendered
from people.actors import PUBLIC


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


def test_selection_for_joins_the_rooms():
    registry.selects("gathering")(lambda actor: Q(about="gathering:7"))
    registry.selects("ballot")(lambda actor: Q(pk__in=[]))

    found = registry.selection_for(PUBLIC)

    assert found == (
        Q(pk__in=[])
        | Q(about__startswith="gathering:") & Q(about="gathering:7")
        | Q(about__startswith="ballot:") & Q(pk__in=[])
    )
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
