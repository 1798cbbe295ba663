"""Prints who signs in to the demonstration; the launcher shows it at its start."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.demo.signins import demo_signins
from desk.demo.world import is_refused


class Command(BaseCommand):
    help = "Print the sign-ins of the demonstration, one a line."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_refused():
            raise CommandError("There is no demonstration in production.")
        signins = demo_signins()
        widest = max(len(one.email) for one in signins)
        self.stdout.write("Sign in as one of these invented people:")
        for one in signins:
            self.stdout.write(f"  {one.email:<{widest}}  {one.name}, {one.purpose}")
        self.stdout.write(f"The password is the same for all: {signins[0].password}")
