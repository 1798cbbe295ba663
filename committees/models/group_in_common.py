"""Committees that meet at one time and place, each deciding for itself."""

from __future__ import annotations

from django.db import models


class GroupInCommon(models.Model):
    """Committees that meet together; the group itself never decides anything."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    committees = models.ManyToManyField(
        "committees.Committee",
        through="committees.GroupCommittee",
        related_name="groups",
    )
    convening_seat = models.ForeignKey(
        "committees.Seat",
        on_delete=models.PROTECT,
        related_name="convenes",
        help_text="Whose holder runs the room; each committee keeps its own chair.",
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "groups in common"

    def __str__(self) -> str:
        return self.name


class GroupCommittee(models.Model):
    """One committee's place in the order of a group in common."""

    group = models.ForeignKey(
        "committees.GroupInCommon", on_delete=models.CASCADE, related_name="places"
    )
    committee = models.ForeignKey(
        "committees.Committee", on_delete=models.PROTECT, related_name="group_places"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["group", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "committee"], name="committees_groupcommittee_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee} in {self.group}"
