"""Fills an empty installation with a synthetic England, to measure with."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from commissioning.models import Organisation
from desk.demo.world import is_refused
from desk.national.england import build_england
from desk.national.meetings import build_committees, build_meetings
from desk.national.population import build_population
from desk.national.sizes import Sizes


if TYPE_CHECKING:
    from argparse import ArgumentParser

SEED = 20160601


class Command(BaseCommand):
    help = (
        "Fill an empty installation with a synthetic England: 191 CCGs, 7,000 "
        "practices, 20,000 people, 60,000 interests, ten years of meetings."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            type=float,
            default=1.0,
            help="How much of it, above 0 and up to 1 (a hundredth: 0.01).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_refused():
            raise CommandError(
                "This installation is for real people (QUORATE_ENV is production): "
                "invented ones are not put on its record."
            )
        try:
            sizes = Sizes.at(options["scale"])
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        if Organisation.objects.exists():
            raise CommandError(
                "There are organisations here already: a synthetic England goes into "
                "an empty installation only."
            )
        self._fill(sizes)

    @transaction.atomic
    def _fill(self, sizes: Sizes) -> None:
        chance = Random(SEED)  # noqa: S311 - the same England each time, no secret
        england = build_england(sizes, chance)
        self._say(f"{sizes.ccgs:,} CCGs and {sizes.practices:,} practices")
        population = build_population(sizes, england, chance)
        self._say(f"{sizes.people:,} people with {sizes.interests:,} interests")
        made = build_committees(england, population)
        self._say(f"{len(made):,} committees")
        number = build_meetings(sizes, england, made, chance)
        self._say(f"{number:,} meetings with {number * sizes.items:,} items")

    def _say(self, words: str) -> None:
        self.stdout.write(f"{words} …")
        self.stdout.flush()
