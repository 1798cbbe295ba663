"""When each committee reminds people, in days of its own."""

from __future__ import annotations

import pgtrigger
from django.db import models

from core.rules.days import DayBasis
from meetings.enums import ReminderKind


TIMED = [(kind.value, kind.label) for kind in ReminderKind if kind.is_timed]
LONGEST = 60


class ReminderPeriod(models.Model):
    """When one committee sends one kind of reminder; the latest row holds."""

    committee = models.ForeignKey(
        "committees.Committee",
        on_delete=models.PROTECT,
        related_name="reminder_periods",
    )
    kind_code = models.CharField("reminder", max_length=30, choices=TIMED)
    clear_days = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10, choices=DayBasis.choices())
    effective_from = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["committee", "kind_code", "-effective_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(clear_days__lte=LONGEST),
                name="meetings_reminderperiod_days",
            ),
            models.CheckConstraint(
                condition=models.Q(kind_code__in=[code for code, _label in TIMED]),
                name="meetings_reminderperiod_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(basis__in=[one.value for one in DayBasis]),
                name="meetings_reminderperiod_basis",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        days = f"{self.clear_days} {self.get_basis_display()}"
        return f"{self.get_kind_code_display()}: {days}, from {self.effective_from}"
