"""Office files on their way to being papers."""

from __future__ import annotations

import hashlib

import factory
from django.core.files.base import ContentFile

from core import clock
from core.office import OfficeKind
from meetings.models import PaperUpload
from tests.factories.meetings import ItemFactory
from tests.factories.people import UserFactory
from tests.fixtures.office_files import word


class PaperUploadFactory(factory.django.DjangoModelFactory):
    """An Office file that waits; a real one, unless other bytes are given."""

    class Meta:
        model = PaperUpload

    class Params:
        content = factory.LazyFunction(word)

    item = factory.SubFactory(ItemFactory)
    title = "Business case"
    kind = OfficeKind.WORD.value
    file = factory.LazyAttribute(lambda one: ContentFile(one.content, name="x.docx"))
    original_name = "Business case.docx"
    sha256 = factory.LazyAttribute(lambda one: hashlib.sha256(one.content).hexdigest())
    size_bytes = factory.LazyAttribute(lambda one: len(one.content))
    uploaded_at = factory.LazyFunction(clock.now)
    uploaded_by = factory.SubFactory(UserFactory, password=None)
