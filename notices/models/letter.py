"""One message to one person about one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Q, Value, When
from django.urls import reverse

from notices.enums import Channel, KnownHow, Status


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta
    from typing import Self

    from people.models import Person


CLAIMED_STATES = (
    Status.CLAIMED,
    Status.SENDING,
    Status.SENT,
    Status.TO_PRINT,
    Status.UNCERTAIN,
    Status.FAILED,
    Status.BOUNCED,
    Status.TOGETHER,
)
# What waits for a person, the most pressing first.
IN_NEED = (Status.UNCERTAIN, Status.FAILED, Status.BOUNCED, Status.TO_PRINT)


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: datetime) -> Self:
        """Return the planned letters whose time has come, the longest waiting first."""
        return self.filter(status=Status.PLANNED, due_at__lte=now).order_by(
            "due_at", "pk"
        )

    def held_at(self, now: datetime, hold: timedelta, kinds: Iterable[str]) -> Self:
        """Return the letters of some kinds that still wait for others to their reader.

        The hold of each begins when it could first have left: due, and planned. What
        comes up later does not put it off. What was tried, or somebody decided to post,
        waits for nothing.
        """
        last = now - hold
        return self.filter(
            Q(due_at__gt=last) | Q(planned_at__gt=last),
            kind__in=list(kinds),
            attempts=0,
            is_by_post=False,
        )

    def waiting(self) -> Self:
        """Return the letters that can still be moved or dropped."""
        return self.filter(status=Status.PLANNED)

    def about(self, *keys: str) -> Self:
        """Return the letters about these things, such as "gathering:12"."""
        return self.filter(about__in=keys)

    def same_to(self, letter: Letter, person: Person) -> Self:
        """Return the letters to a person that say what `letter` says to another."""
        return self.filter(
            kind=letter.kind,
            about=letter.about,
            occasion=letter.occasion,
            person=person,
        )

    def claimed_before(self, moment: datetime, status: Status) -> Self:
        """Return the letters that went into `status` before `moment` and stayed."""
        return self.filter(status=status, claimed_at__lt=moment)

    def with_status(self, statuses: Iterable[str]) -> Self:
        """Return the letters in one of these states."""
        return self.filter(status__in=list(statuses))

    def to_name(self, part: str) -> Self:
        """Return the letters to people whose name has these words in it."""
        found = self
        for word in part.split():
            found = found.filter(
                Q(person__family_name__icontains=word)
                | Q(person__given_name__icontains=word)
            )
        return found

    def neediest_first(self) -> Self:
        """Return the letters with those that wait for a person first."""
        need = Case(
            *(When(status=one, then=Value(rank)) for rank, one in enumerate(IN_NEED)),
            default=Value(len(IN_NEED)),
        )
        return self.order_by(need, "-due_at", "-pk")


class Letter(models.Model):
    """One message to one person about one thing, on one occasion, once."""

    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=80)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="letters"
    )
    occasion = models.CharField(max_length=120, blank=True, default="")
    due_at = models.DateTimeField()
    status = models.CharField(
        max_length=12, choices=Status.choices(), default=Status.PLANNED
    )
    reason = models.TextField(blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=200)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Said by an officer of a letter that was uncertain; empty for all others.
    known_how = models.CharField(
        max_length=12, choices=KnownHow.choices(), blank=True, default=""
    )
    known_note = models.CharField(max_length=300, blank=True, default="")
    # The day on which a printed letter was put into the post.
    posted_on = models.DateField(null=True, blank=True)
    # Somebody decided that this one goes by post, whatever address there is.
    is_by_post = models.BooleanField(default=False)

    # The letter that says this one with others of the day.
    carrier = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carries",
    )

    # Frozen when the letter is sent.
    channel = models.CharField(
        max_length=4, choices=Channel.choices(), default=Channel.MAIL
    )
    addressed_to = models.TextField(blank=True, default="")
    message_id = models.CharField(max_length=200, blank=True, default="")
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    attachments = models.JSONField(blank=True, default=list)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about", "person", "occasion"],
                name="notices_letter_once",
            ),
            models.UniqueConstraint(
                fields=["message_id"],
                condition=~Q(message_id=""),
                name="notices_letter_message_id_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values()), name="notices_letter_status"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values()), name="notices_letter_channel"
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(about=""), name="notices_letter_has_subject"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.PLANNED, claimed_at__isnull=True)
                | Q(status__in=CLAIMED_STATES, claimed_at__isnull=False)
                | Q(status=Status.DROPPED),
                name="notices_letter_claimed_at",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.TOGETHER, carrier__isnull=False)
                | (~Q(status=Status.TOGETHER) & Q(carrier__isnull=True)),
                name="notices_letter_together_has_carrier",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SENT, sent_at__isnull=False)
                | Q(status=Status.BOUNCED)
                | (
                    ~Q(status__in=[Status.SENT, Status.BOUNCED])
                    & Q(sent_at__isnull=True)
                ),
                name="notices_letter_sent_at",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[Status.SENDING, Status.UNCERTAIN, Status.BOUNCED]
                )
                | (Q(channel=Channel.MAIL) & ~Q(message_id="")),
                name="notices_letter_sending_has_message_id",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[
                        Status.SENDING,
                        Status.SENT,
                        Status.UNCERTAIN,
                        Status.BOUNCED,
                        Status.TO_PRINT,
                    ]
                )
                | (~Q(subject="") & ~Q(text="")),
                name="notices_letter_sent_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[
                        Status.FAILED,
                        Status.UNCERTAIN,
                        Status.BOUNCED,
                        Status.DROPPED,
                    ]
                )
                | ~Q(reason=""),
                name="notices_letter_trouble_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(known_how="", known_note="")
                | Q(known_how__in=KnownHow.values(), status=Status.SENT)
                | Q(known_how__in=KnownHow.values(), status=Status.BOUNCED),
                name="notices_letter_known_how",
            ),
            models.CheckConstraint(
                condition=Q(posted_on__isnull=True)
                | Q(channel=Channel.POST, status=Status.SENT),
                name="notices_letter_posted_on",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="notices_letter_due",
                condition=Q(status=Status.PLANNED),
            ),
            models.Index(
                fields=["claimed_at"],
                name="notices_letter_under_way",
                condition=Q(status__in=[Status.CLAIMED, Status.SENDING]),
            ),
            models.Index(fields=["about", "kind"], name="notices_letter_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person} about {self.about}"

    def get_absolute_url(self) -> str:
        return reverse("notices:letter", args=[self.pk])

    @property
    def topic(self) -> str:
        """Return the first part of `about`: "gathering" of "gathering:12"."""
        return self.about.partition(":")[0]
