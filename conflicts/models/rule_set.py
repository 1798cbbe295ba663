"""The numbers of a policy on conflicts, from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from conflicts.enums import PublishedScope, TrainedGroup
from conflicts.rules.treatments import national_treatments


if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from commissioning.models import Organisation


def every_week() -> list[int]:
    """Return the days after which somebody is reminded where no policy says more."""
    return [7, 14, 21]


def deciders_and_posts() -> list[str]:
    """Return of whom training is required where no policy says otherwise."""
    return [TrainedGroup.DECISION_MAKERS.value, TrainedGroup.POSTS.value]


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def standing(self) -> Self:
        """Return the rule sets that were not withdrawn before they began."""
        return self.filter(withdrawn_at__isnull=True)

    def applying_to(self, organisations: Iterable[Organisation | int | None]) -> Self:
        """Return what judges entries of these bodies: the national and their own."""
        own = [each for each in organisations if each is not None]
        return self.standing().filter(
            models.Q(organisation__isnull=True) | models.Q(organisation__in=own)
        )


class RuleSet(models.Model):
    """What national guidance, or one body's own policy, says from a day on.

    Every number of docs/field.md 5 stands here; an entry is judged by the set in force
    on its day. Without an organisation it is national; a body's own may be stricter,
    never laxer, which a trigger holds it to (see rules.rule_sets.why_too_lax).
    """

    organisation = models.ForeignKey(
        "commissioning.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conflict_rule_sets",
    )
    name = models.CharField(max_length=120)
    basis = models.TextField(help_text="Where the numbers come from.")
    effective_from = models.DateField()

    declare_within_days = models.PositiveSmallIntegerField(
        default=28, help_text="From becoming aware to declaring."
    )
    register_within_days = models.PositiveSmallIntegerField(
        default=28, help_text="From becoming aware to the register, the whole way."
    )
    confirm_every_months = models.PositiveSmallIntegerField(default=12)
    spoken_remind_after_days = ArrayField(
        models.PositiveSmallIntegerField(),
        default=every_week,
        blank=True,
        help_text="Days after which somebody is reminded to confirm what was written "
        "down for them in a meeting.",
    )
    published_scope = models.CharField(
        max_length=20,
        choices=PublishedScope.choices(),
        default=PublishedScope.DECISION_MAKERS,
    )
    decision_maker_bands = models.JSONField(
        default=list, help_text='For example ["8d", "9", "VSM"].'
    )
    public_months_after_end = models.PositiveSmallIntegerField(default=6)
    private_years_after_end = models.PositiveSmallIntegerField(default=6)

    supplier_token_pence = models.PositiveIntegerField(
        help_text="Branded items up to this may be accepted from a supplier."
    )
    gift_declare_pence = models.PositiveIntegerField(
        help_text="From this on, a gift from others is declared."
    )
    gifts_together_months = models.PositiveSmallIntegerField(default=12)
    meal_declare_pence = models.PositiveIntegerField(
        help_text="From this on, a meal is declared."
    )
    meal_refuse_pence = models.PositiveIntegerField(
        help_text="Above this, a meal is refused unless a senior person approves."
    )
    gift_declare_within_days = models.PositiveSmallIntegerField(default=28)

    training_due_month = models.PositiveSmallIntegerField(default=1)
    training_due_day = models.PositiveSmallIntegerField(default=31)
    training_valid_months = models.PositiveSmallIntegerField(default=12)
    training_modules = models.JSONField(
        default=list,
        help_text='For example [{"code": "1", "name": "Module 1", "required": true}].',
    )
    training_required_of = ArrayField(
        models.CharField(max_length=20, choices=TrainedGroup.choices()),
        default=deciders_and_posts,
        blank=True,
        help_text="For whom the required modules are.",
    )
    proposed_treatments = models.JSONField(
        default=national_treatments,
        help_text="What is proposed to the chair, for each nature and severity.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawal_reason = models.TextField(blank=True, default="")

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["effective_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "effective_from"],
                name="conflicts_rule_set_once_a_day",
                condition=models.Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(
                    withdrawn_at__isnull=True,
                    withdrawn_by__isnull=True,
                    withdrawal_reason="",
                )
                | (
                    models.Q(
                        withdrawn_at__isnull=False,
                        withdrawn_by__isnull=False,
                        organisation__isnull=False,
                    )
                    & ~models.Q(withdrawal_reason="")
                ),
                name="conflicts_rule_set_withdrawn",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    meal_declare_pence__lte=models.F("meal_refuse_pence")
                ),
                name="conflicts_rule_set_meals_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    declare_within_days__gte=1,
                    register_within_days__gte=1,
                    confirm_every_months__gte=1,
                    training_due_month__range=(1, 12),
                    training_due_day__range=(1, 31),
                ),
                name="conflicts_rule_set_numbers",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    models.Func(
                        models.F("spoken_remind_after_days"),
                        template="0 < ALL (%(expressions)s)",
                        output_field=models.BooleanField(),
                    )
                ),
                name="conflicts_rule_set_reminds_later",
            ),
        ]

    def __str__(self) -> str:
        whose = f" of {self.organisation}" if self.organisation_id else ""
        return f"{self.name}{whose}, from {self.effective_from}"
