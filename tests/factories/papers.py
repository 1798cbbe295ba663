"""What belongs to a paper beside its versions: redacted twins."""

from __future__ import annotations

import hashlib

import factory
from django.core.files.base import ContentFile

from core import clock
from meetings.models import RedactedTwin
from tests.factories.meetings import PaperVersionFactory
from tests.factories.people import UserFactory


class RedactedTwinFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RedactedTwin

    class Params:
        content = b"%PDF-1.7 redacted"

    version = factory.SubFactory(
        PaperVersionFactory, paper__is_redacted=True, paper__sensitivity="restricted"
    )
    number = 1
    title = "Business case"
    file = factory.LazyAttribute(lambda one: ContentFile(one.content, name="x.pdf"))
    clean_file = factory.LazyAttribute(
        lambda one: ContentFile(one.content, name="y.pdf")
    )
    clean_sha256 = factory.SelfAttribute("sha256")
    original_name = "Business case, redacted.pdf"
    sha256 = factory.LazyAttribute(lambda one: hashlib.sha256(one.content).hexdigest())
    pages = factory.SelfAttribute("version.pages")
    size_bytes = factory.LazyAttribute(lambda one: len(one.content))
    uploaded_at = factory.LazyFunction(clock.now)
    uploaded_by = factory.SubFactory(UserFactory, password=None)
