"""A matter placed on an agenda: scope, subjects, cover sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from commissioning.values import Function
from meetings.enums import (
    ContributorRole,
    PaperAvailability,
    Part,
    Purpose,
    ScopeRole,
    SubjectRole,
)


if TYPE_CHECKING:
    from typing import Self


class ItemQuerySet(models.QuerySet["Item"]):
    def in_order(self) -> Self:
        """Return the items part by part, in the order of the agenda."""
        return self.order_by("part", "position", "pk")

    def matters(self) -> Self:
        """Return the items that are not section headings."""
        return self.filter(is_heading=False)


class Item(models.Model):
    """A matter (or a section heading) on the agenda of a gathering.

    `position` moves; `reference` never changes; a heading takes neither number nor
    reference. A sub-item has a `parent` and takes its number (2.1).
    """

    gathering = models.ForeignKey(
        "meetings.Gathering", on_delete=models.PROTECT, related_name="items"
    )
    part = models.CharField(max_length=10, choices=Part.choices(), default=Part.ONE)
    private_ground = models.TextField(
        blank=True,
        default="",
        help_text="Why the public is excluded; required in the private part.",
    )
    position = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_items",
    )
    is_heading = models.BooleanField(default=False)
    title = models.CharField(max_length=300)
    lead = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
    )
    purpose = models.CharField(
        max_length=30, choices=Purpose.choices(), default=Purpose.NOTE
    )
    minutes_planned = models.PositiveSmallIntegerField("minutes", null=True, blank=True)
    availability = models.CharField(
        max_length=20,
        choices=PaperAvailability.choices(),
        default=PaperAvailability.ATTACHED,
    )
    reference_committee = models.ForeignKey(
        "committees.Committee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reference = models.CharField(max_length=60, blank=True, default="")
    function = models.CharField(
        max_length=40, choices=Function.choices(), blank=True, default=""
    )
    value_pence = models.BigIntegerField(null=True, blank=True)
    is_withdrawn = models.BooleanField(default=False)
    is_late = models.BooleanField(
        default=False, help_text="It came after notice was given: the chair says why."
    )
    touches_nobody = models.BooleanField(
        default=False, help_text="Somebody said that it touches no organisation."
    )
    # The same matter at an earlier meeting: what was ruled then is offered again.
    continues = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["gathering", "part", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "part", "position"],
                name="meetings_item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["reference_committee", "reference"],
                condition=~models.Q(reference=""),
                name="meetings_item_reference_once",
            ),
            models.CheckConstraint(
                condition=models.Q(is_heading=False) | models.Q(reference=""),
                name="meetings_item_heading_takes_no_reference",
            ),
            models.CheckConstraint(
                condition=models.Q(value_pence__isnull=True)
                | models.Q(value_pence__gte=0),
                name="meetings_item_value_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True)
                | ~models.Q(parent=models.F("id")),
                name="meetings_item_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(continues__isnull=True)
                | ~models.Q(continues=models.F("id")),
                name="meetings_item_continues_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()


class ItemScope(models.Model):
    """What one committee does with one item: decide, recommend or note."""

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.CASCADE, related_name="scopes"
    )
    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="scopes"
    )
    role = models.CharField(max_length=20, choices=ScopeRole.choices())

    class Meta:
        ordering = ["item", "sitting__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "sitting"], name="meetings_itemscope_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_role_display()}"


class ItemSubject(models.Model):
    """An organisation, or a class of them, that an item touches, and how.

    With `is_class`, the organisation is a CCG and the subject is all its practices.
    """

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.CASCADE, related_name="subjects"
    )
    organisation = models.ForeignKey(
        "commissioning.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    is_class = models.BooleanField("all its member practices", default=False)
    role = models.CharField(max_length=20, choices=SubjectRole.choices())

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation", "is_class", "role"],
                name="meetings_itemsubject_once",
            )
        ]

    def __str__(self) -> str:
        name = self.organisation.name
        return f"all practices of {name}" if self.is_class else name


class CoverSheet(models.Model):
    """What the author says of an item, in fields every reader finds in one place."""

    item = models.OneToOneField(
        "meetings.Item", on_delete=models.CASCADE, related_name="cover_sheet"
    )
    author = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cover_sheets",
    )
    summary = models.TextField(blank=True, default="")
    recommendation = models.TextField(blank=True, default="")
    finance = models.TextField("financial implications", blank=True, default="")
    quality = models.TextField("quality implications", blank=True, default="")
    equality = models.TextField("equality impact", blank=True, default="")
    engagement = models.TextField("engagement done", blank=True, default="")
    risk = models.TextField("risk and its reference", blank=True, default="")
    previous_consideration = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"Cover sheet of {self.item}"


class ItemContributor(models.Model):
    """Somebody who presents, wrote or reviewed what an item is about, member or not."""

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.CASCADE, related_name="contributors"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="contributions"
    )
    role = models.CharField(max_length=20, choices=ContributorRole.choices())

    class Meta:
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person", "role"], name="meetings_contributor_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display().lower()}"
