"""Standing rulings: what is done about a class of ties, until a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from conflicts.enums import Nature, Severity, SourceKind, Tie, TieWay
from meetings.enums import (
    Directness,
    PaperHandling,
    Participation,
    RulerKind,
    SubjectRole,
)
from meetings.rules.standing_rulings import (
    TieClass,
    describe_class,
    in_force_for,
    words_of_treatment,
)


if TYPE_CHECKING:
    from datetime import date
    from typing import Self


def _words(size: int = 20) -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=size), default=list, blank=True)


# What was withdrawn stays so, from that day, by whom and why it was.
WITHDRAWN_ALREADY = pgtrigger.Condition(
    "OLD.withdrawn_on IS NOT NULL AND ("
    "OLD.withdrawn_on IS DISTINCT FROM NEW.withdrawn_on"
    " OR OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at"
    " OR OLD.withdrawn_by_id IS DISTINCT FROM NEW.withdrawn_by_id"
    " OR OLD.withdrawal_reason IS DISTINCT FROM NEW.withdrawal_reason)"
)


class StandingRulingQuerySet(models.QuerySet["StandingRuling"]):
    def in_force_on(self, day: date) -> Self:
        """Return the rulings that count for a meeting held on `day`."""
        return self.filter(
            Q(to_on__isnull=True) | Q(to_on__gte=day),
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
            from_on__lte=day,
        )


class StandingRuling(models.Model):
    """What a guardian or a chair ruled for a class of ties; ended, never deleted."""

    committees = models.ManyToManyField(
        "committees.Committee",
        through="meetings.StandingRulingScope",
        related_name="standing_rulings",
    )
    number = models.PositiveIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ways = _words()
    natures = _words()
    directness = models.CharField(
        max_length=10, choices=Directness.choices(), default=Directness.ANY
    )
    ties = _words()
    roles = _words()
    no_nearer_than = models.CharField(
        max_length=20, choices=Severity.choices(), blank=True, default=""
    )
    unless_roles = _words()
    participation = models.CharField(max_length=30, choices=Participation.choices())
    papers = models.CharField(max_length=20, choices=PaperHandling.choices())
    reason = models.TextField()
    ruled_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="standing_rulings"
    )
    ruled_as = models.CharField(max_length=10, choices=RulerKind.choices())
    ruled_on = models.DateField()
    ruling_source = models.CharField(max_length=20, choices=SourceKind.choices())
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawal_reason = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=0)

    objects = StandingRulingQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="meetings_standingruling_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ways__len__gte=1),
                name="meetings_standingruling_names_a_way",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="meetings_standingruling_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(
                    participation=Participation.NOT_ATTEND, papers=PaperHandling.GIVEN
                ),
                name="meetings_standingruling_papers_for_those_who_come",
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_on__isnull=True,
                    withdrawn_at__isnull=True,
                    withdrawn_by__isnull=True,
                    withdrawal_reason="",
                )
                | (
                    Q(
                        withdrawn_on__isnull=False,
                        withdrawn_at__isnull=False,
                        withdrawn_by__isnull=False,
                    )
                    & ~Q(withdrawal_reason="")
                ),
                name="meetings_standingruling_withdrawal_whole",
            ),
        ]
        # It ends, and its maker moves when two entries of a person are merged.
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="said_once",
                exclude=[
                    "ruled_by",
                    "withdrawn_on",
                    "withdrawn_at",
                    "withdrawn_by",
                    "withdrawal_reason",
                    "revision",
                ],
            ),
            pgtrigger.Trigger(
                name="withdrawn_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=WITHDRAWN_ALREADY,
                func="RAISE EXCEPTION 'Cannot update what was withdrawn';",
            ),
        ]

    def __str__(self) -> str:
        return f"standing ruling {self.number}"

    @property
    def tie_class(self) -> TieClass:
        """Return the class of ties it is made for."""
        nearest = self.no_nearer_than
        return TieClass(
            ways=frozenset(map(TieWay, self.ways)),
            natures=frozenset(map(Nature, self.natures)),
            directness=Directness(self.directness),
            ties=frozenset(map(Tie, self.ties)),
            roles=frozenset(map(SubjectRole, self.roles)),
            no_nearer_than=Severity(nearest) if nearest else None,
            unless_roles=frozenset(map(SubjectRole, self.unless_roles)),
        )

    @property
    def class_words(self) -> str:
        """Say which ties fall under it."""
        return describe_class(self.tie_class)

    @property
    def treatment_words(self) -> str:
        """Say what is done about them."""
        return words_of_treatment(
            Participation(self.participation), PaperHandling(self.papers)
        )

    def counts_for(self, day: date) -> bool:
        """Say whether it counts for a meeting held on `day`."""
        return in_force_for(
            day,
            from_on=self.from_on,
            to_on=self.to_on,
            withdrawn_on=self.withdrawn_on,
        )


class StandingRulingScope(models.Model):
    """One committee for which a standing ruling is made."""

    ruling = models.ForeignKey(
        "meetings.StandingRuling", on_delete=models.PROTECT, related_name="scopes"
    )
    committee = models.ForeignKey(
        "committees.Committee", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["ruling", "committee__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["ruling", "committee"], name="meetings_standingscope_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.ruling} for {self.committee}"
