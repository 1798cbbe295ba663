"""Fills an installation with the demonstration's world, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.demo import world


class Command(BaseCommand):
    help = "Fill the demonstration: invented people and meetings around real CCG names."

    def handle(self, *args: Any, **options: Any) -> None:
        if world.is_refused():
            raise CommandError(
                "This installation is for real people (QUORATE_ENV is production): "
                "invented ones are not put on its record."
            )
        if world.is_there():
            self.stdout.write("The demonstration is there already: nothing was done.")
            return
        world.fill(say=self.stdout.write)
        self.stdout.write("The demonstration is filled. Sign-ins: demo_signins")
