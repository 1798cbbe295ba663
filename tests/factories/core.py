"""Rows of the audit and of what lower rooms tell upper ones."""

from __future__ import annotations

import factory

from core import clock
from core.models import AuditEvent, Change


class AuditEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AuditEvent

    event = "test.happened"
    target_type = "core.Change"
    target_key = "1"
    target_label = "interest 1"
    actor_label = "Olive Officer"
    happened_at = factory.LazyFunction(clock.now)


class ChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Change

    topic = "interest"
    key = factory.Sequence(str)
    happened_at = factory.LazyFunction(clock.now)
