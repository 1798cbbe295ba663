"""Of whom the guidance since June 2017 requires module 1 (docs/field.md 5.11)."""

from __future__ import annotations

from datetime import date

from django.db import migrations


SINCE = date(2017, 6, 16)
OF_WHOM = [
    "governing_body",
    "primary_care",
    "executives",
    "clinicians",
    "procurement",
    "posts",
]
BEFORE = ["decision_makers", "posts"]


def say_of_whom(apps, _schema_editor):
    _write(apps, OF_WHOM)


def forget_of_whom(apps, _schema_editor):
    _write(apps, BEFORE)


def _write(apps, groups):
    apps.get_model("conflicts", "RuleSet").objects.filter(
        organisation=None, effective_from__gte=SINCE
    ).update(training_required_of=groups)


class Migration(migrations.Migration):
    dependencies = [("conflicts", "0006_rule_sets_withdrawn_and_trained")]

    operations = [migrations.RunPython(say_of_whom, forget_of_whom)]
