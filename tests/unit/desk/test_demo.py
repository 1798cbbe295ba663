"""The demonstration's texts and commands, without filling it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from desk.demo.agendas import read_agenda
from desk.demo.signins import PASSWORD, demo_signins
from people.models import User


@pytest.mark.parametrize("name", ["april", "june", "ncl", "banes"])
def test_read_agenda_texts_are_whole(name):
    lines = read_agenda(name)

    matters = [line for line in lines if not line.is_heading]
    assert all(line.scopes and line.function for line in matters)
    assert all(line.ground for line in matters if line.part == "2")
    assert all(line.papers for line in matters if line.availability == "attached")


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["seed_demo", "demo_signins"])
def test_commands_refuse_production(settings, command):
    settings.QUORATE_ENV = "production"

    with pytest.raises(CommandError):
        call_command(command, stdout=StringIO())

    assert not User.objects.exists()


def test_demo_signins_prints_one_a_line():
    said = StringIO()

    call_command("demo_signins", stdout=said)

    for one in demo_signins():
        assert f"{one.email}" in said.getvalue()
    assert PASSWORD in said.getvalue()
