"""Papers and appendices, by version with hash and page count."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from meetings.enums import Sensitivity


class Paper(models.Model):
    """A paper or appendix of an item; its versions carry the files."""

    item = models.ForeignKey(
        "meetings.Item", on_delete=models.PROTECT, related_name="papers"
    )
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    sensitivity = models.CharField(
        max_length=20, choices=Sensitivity.choices(), default=Sensitivity.PUBLIC
    )
    is_appendix = models.BooleanField(
        default=False, help_text="It belongs to a paper before it and takes a letter."
    )
    is_withdrawn = models.BooleanField(default=False)
    is_redacted = models.BooleanField(
        default=False,
        help_text="The public is given a redacted twin, and nothing else.",
    )

    class Meta:
        ordering = ["item", "position", "pk"]
        constraints = [
            # Whatever a page asks: the full file of such a paper is never public.
            models.CheckConstraint(
                condition=~models.Q(
                    is_redacted=True, sensitivity=Sensitivity.PUBLIC.value
                ),
                name="meetings_paper_redacted_not_public",
            )
        ]

    def __str__(self) -> str:
        return self.title


class KeptFile(models.Model):
    """A PDF as it was handed in, with what was found in it; `number` counts from 1."""

    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="papers/%Y/%m", max_length=200)
    # The same pages without authors, programs and hidden notes: what everybody but the
    # keeper of the record is given.
    clean_file = models.FileField(
        upload_to="papers/%Y/%m", max_length=200, blank=True, default=""
    )
    clean_sha256 = models.CharField(max_length=64, blank=True, default="")
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    is_tagged = models.BooleanField(default=False)
    # Empty: nobody looked when it was handed in.
    has_language = models.BooleanField(null=True, blank=True)
    has_title = models.BooleanField(null=True, blank=True)
    is_image_only = models.BooleanField(null=True, blank=True)
    hidden_pages = ArrayField(
        models.PositiveIntegerField(),
        null=True,
        blank=True,
        help_text="Pages, from 1, on which text lies that nobody sees.",
    )
    hidden_is_meant = models.BooleanField(
        default=False,
        help_text="Whoever handed it in says that everybody may read that text.",
    )
    size_bytes = models.PositiveBigIntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def untold_pages(self) -> tuple[int, ...] | None:
        """Return the pages, from 1, that hide text nobody said is meant; None: unknown."""
        if self.hidden_is_meant:
            return ()
        return None if self.hidden_pages is None else tuple(self.hidden_pages)


class PaperVersion(KeptFile):
    """One uploaded file of a paper, for ever as it was."""

    paper = models.ForeignKey(
        "meetings.Paper", on_delete=models.PROTECT, related_name="versions"
    )

    class Meta:
        ordering = ["paper", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "number"], name="meetings_paperversion_once"
            ),
            models.CheckConstraint(
                condition=models.Q(pages__gte=1), name="meetings_paperversion_has_pages"
            ),
            models.CheckConstraint(
                condition=models.Q(clean_file="", clean_sha256="")
                | (~models.Q(clean_file="") & ~models.Q(clean_sha256="")),
                name="meetings_paperversion_clean_pair",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper}, version {self.number}"


class RedactedTwin(KeptFile):
    """The same pages for the public, with words blacked out; the newest counts.

    `title` is what the public reads, where the paper's own would tell too much. One that
    was taken back is off the public site, and stays on the record.
    """

    version = models.ForeignKey(
        "meetings.PaperVersion", on_delete=models.PROTECT, related_name="twins"
    )
    title = models.CharField(max_length=300)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        "people.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    taken_back_because = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["version", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="meetings_redactedtwin_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""), name="meetings_redactedtwin_title"
            ),
            # The public is given the clean copy alone: there is always one.
            models.CheckConstraint(
                condition=~models.Q(clean_file="") & ~models.Q(clean_sha256=""),
                name="meetings_redactedtwin_clean",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    taken_back_at__isnull=True,
                    taken_back_by__isnull=True,
                    taken_back_because="",
                )
                | models.Q(taken_back_at__isnull=False, taken_back_by__isnull=False)
                & ~models.Q(taken_back_because=""),
                name="meetings_redactedtwin_taken_back",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="as_handed_in",
                exclude=["taken_back_at", "taken_back_by", "taken_back_because"],
            ),
            # Page 7 of the one is page 7 of the other.
            pgtrigger.Trigger(
                name="as_long_as_the_full",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("full_pages", "integer")],
                func="""
                    SELECT pages INTO full_pages FROM meetings_paperversion
                        WHERE id = NEW.version_id;
                    IF NEW.pages <> full_pages THEN
                        RAISE EXCEPTION 'A redacted twin has as many pages as the full';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, redacted"
