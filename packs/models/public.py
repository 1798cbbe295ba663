"""The public part of a pack, as anybody may have it."""

from __future__ import annotations

from django.db import models


class PublicPack(models.Model):
    """Part 1 of one edition with what is published, for everybody the same."""

    pack = models.OneToOneField(
        "packs.Pack", on_delete=models.PROTECT, related_name="public"
    )
    file = models.FileField(upload_to="packs/%Y/%m", max_length=200)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()
    manifest = models.JSONField(help_text="What it is rebuilt from.")
    items = models.JSONField(help_text="The matters on its agenda, by key.")
    versions = models.JSONField(help_text="The versions of papers it gives, by key.")
    twins = models.JSONField(
        default=list, blank=True, help_text="The redacted forms it gives, by key."
    )
    source = models.CharField(
        max_length=64, help_text="The digest of everything its bytes depend on."
    )
    built_at = models.DateTimeField()

    class Meta:
        ordering = ["pack"]

    def __str__(self) -> str:
        return f"{self.pack} for the public"
