"""What the national register says about a practice besides its name."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commissioning.enums import OrganisationStatus


class PracticeRecord(models.Model):
    """The contract facts of one practice, as the newest file gives them."""

    organisation = models.OneToOneField(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        related_name="practice_record",
    )
    is_gp_practice = models.BooleanField("GP practice", default=True)
    prescribing_setting = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=10, choices=OrganisationStatus.choices)
    as_at = models.DateField()
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    telephone = models.CharField(max_length=20, blank=True, default="")
    commissioner_code = models.CharField(max_length=12, blank=True, default="")
    provider_code = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_on__lte=F("closed_on")),
                name="practices_record_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OrganisationStatus.values()),
                name="practices_record_status_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)
