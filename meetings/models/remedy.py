"""Ways out of a missing quorum: what was chosen, who may be asked, who presides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models

from committees.enums import RemedyKind, SeatCategory
from conflicts.enums import SourceKind
from meetings.enums import Capacity


if TYPE_CHECKING:
    from datetime import date
    from typing import Self

_ADDING = [kind for kind in RemedyKind if kind.adds_a_person]
_TEMPORARY = [kind for kind in RemedyKind if kind.is_temporary_seat]


# What was taken back stays so, at the moment, by whom and why it was.
UNDONE_ALREADY = pgtrigger.Condition(
    "OLD.undone_at IS NOT NULL AND (OLD.undone_at IS DISTINCT FROM NEW.undone_at"
    " OR OLD.undone_by_id IS DISTINCT FROM NEW.undone_by_id"
    " OR OLD.undone_reason IS DISTINCT FROM NEW.undone_reason)"
)


class RemedyQuerySet(models.QuerySet["Remedy"]):
    def standing(self) -> Self:
        """Return the remedies that were not taken back."""
        return self.filter(undone_at__isnull=True)


class Remedy(models.Model):
    """A way out that was chosen for one committee and one item, with what it gave.

    With a person, somebody is counted for this item alone: in the seat whose deputy
    they are, or in a temporary one of a category.
    """

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="remedies"
    )
    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="remedies"
    )
    kind = models.CharField(max_length=30, choices=RemedyKind.choices())
    person = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remedies",
    )
    seat = models.ForeignKey(
        "committees.Seat",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    category = models.CharField(
        max_length=30, choices=SeatCategory.choices(), blank=True, default=""
    )
    committee = models.ForeignKey(
        "committees.Committee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The body it was referred to.",
    )
    new_item = models.ForeignKey(
        "meetings.Item",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="came_of",
    )
    former_capacity = models.CharField(
        max_length=30,
        choices=Capacity.choices(),
        blank=True,
        default="",
        help_text="In what capacity they were coming anyway.",
    )
    words = models.CharField(max_length=400, help_text="What was done, as minuted.")
    reason = models.TextField()
    chosen_for = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose choice it is: the chair's, for this item.",
    )
    source = models.CharField(max_length=20, choices=SourceKind.choices())
    ruled_on = models.DateField()
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    result = models.JSONField(
        null=True, blank=True, help_text="The quorum it gives; none for a deferral."
    )
    undone_reason = models.TextField(blank=True, default="")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = RemedyQuerySet.as_manager()

    class Meta:
        ordering = ["item", "sitting__position", "pk"]
        verbose_name_plural = "remedies"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "sitting", "person"],
                condition=models.Q(undone_at__isnull=True, person__isnull=False),
                name="meetings_remedy_person_once",
            ),
            models.UniqueConstraint(
                fields=["item", "sitting", "kind"],
                condition=models.Q(
                    undone_at__isnull=True,
                    kind__in=[RemedyKind.REFER, RemedyKind.DEFER],
                ),
                name="meetings_remedy_way_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=_ADDING, person__isnull=False)
                | (~models.Q(kind__in=_ADDING) & models.Q(person__isnull=True)),
                name="meetings_remedy_person_named",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=RemedyKind.DEPUTY, seat__isnull=False)
                | (~models.Q(kind=RemedyKind.DEPUTY) & models.Q(seat__isnull=True)),
                name="meetings_remedy_seat_named",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=_TEMPORARY) ^ models.Q(category=""),
                name="meetings_remedy_category_named",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="meetings_remedy_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    undone_at__isnull=True, undone_by__isnull=True, undone_reason=""
                )
                | (
                    models.Q(undone_at__isnull=False, undone_by__isnull=False)
                    & ~models.Q(undone_reason="")
                ),
                name="meetings_remedy_undone_whole",
            ),
        ]
        # It is taken back, and moves when two entries of a person are merged.
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="said_once",
                exclude=[
                    "person",
                    "chosen_for",
                    "undone_at",
                    "undone_by",
                    "undone_reason",
                ],
            ),
            pgtrigger.Trigger(
                name="undone_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=UNDONE_ALREADY,
                func="RAISE EXCEPTION 'Cannot update what was taken back';",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def key(self) -> str:
        """Return the key of the route it came of, as a form names it."""
        if self.kind == RemedyKind.DEPUTY:
            return f"deputy-{self.seat_id}-{self.person_id}"
        if self.kind == RemedyKind.REFER:
            return f"refer-{self.committee_id}"
        return f"{self.kind}-{self.person_id}" if self.person_id else self.kind


class OutsideClinicianQuerySet(models.QuerySet["OutsideClinician"]):
    def listed_on(self, day: date) -> Self:
        """Return who may be asked on a day."""
        return self.filter(from_on__lte=day).filter(
            models.Q(to_on__isnull=True) | models.Q(to_on__gte=day)
        )


class OutsideClinician(models.Model):
    """A clinician from outside the area whom an organisation may ask to join an item."""

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="outside_clinicians",
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="outside_for"
    )
    category = models.CharField(max_length=30, choices=SeatCategory.choices())
    works_at = models.CharField("works at", max_length=200)
    note = models.CharField(max_length=300, blank=True, default="")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    objects = OutsideClinicianQuerySet.as_manager()

    class Meta:
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=models.Q(to_on__isnull=True),
                name="meetings_outside_clinician_once",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="meetings_outside_clinician_days",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    category__in=[SeatCategory.GP, SeatCategory.INDEPENDENT_CLINICIAN]
                ),
                name="meetings_outside_clinician_category",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person}, {self.works_at}"


class PresidingChoice(models.Model):
    """Whom those who can vote chose to preside for one item of one committee."""

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="presiding_choices"
    )
    sitting = models.ForeignKey(
        "meetings.Sitting", on_delete=models.PROTECT, related_name="presiding_choices"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="presiding_choices"
    )
    choosers = models.JSONField(
        default=list,
        blank=True,
        help_text="Who was there and could vote on the item, when it was recorded.",
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["item", "sitting__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "sitting"], name="meetings_presidingchoice_once"
            )
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.person} presides: {self.item}"
