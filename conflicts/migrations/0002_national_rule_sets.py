"""The national rule sets of docs/field.md 5.6 and 5.8, each from its day."""

from __future__ import annotations

from datetime import date

from django.db import migrations


BANDS = ["8d", "9", "VSM"]
MODULES = [
    {"code": "1", "name": "Conflicts of interest: module 1", "required": True},
    {"code": "2", "name": "Conflicts of interest: module 2", "required": False},
    {"code": "3", "name": "Conflicts of interest: module 3", "required": False},
]
# Pence throughout. Gifts before June 2017: a supplier's declined whatever its value,
# others' declared from £10, meals above £25 refused.
STRICT = {
    "published_scope": "everybody",
    "supplier_token_pence": 0,
    "gift_declare_pence": 1000,
    "meal_declare_pence": 2500,
    "meal_refuse_pence": 2500,
    "training_modules": [],
}
SINCE_2017 = {
    "published_scope": "decision_makers",
    "decision_maker_bands": BANDS,
    "supplier_token_pence": 600,
    "gift_declare_pence": 5000,
    "meal_declare_pence": 2500,
    "meal_refuse_pence": 7500,
    "training_modules": MODULES,
}
SETS = (
    (
        "Guidance of December 2014",
        date(2014, 12, 1),
        "NHS England guidance for CCGs, December 2014. It set no amounts for gifts: "
        "those of 2016 stand in for them.",
        {**STRICT, "confirm_every_months": 12},
    ),
    (
        "Statutory guidance of June 2016",
        date(2016, 6, 28),
        "NHS England statutory guidance for CCGs, 28 June 2016: confirmed every six "
        "months, everybody published.",
        {**STRICT, "confirm_every_months": 6},
    ),
    (
        "Statutory guidance of June 2017",
        date(2017, 6, 16),
        "NHS England statutory guidance for CCGs, 16 June 2017: confirmed every year, "
        "decision-making staff published.",
        SINCE_2017,
    ),
    (
        "Integrated care boards, July 2022",
        date(2022, 7, 1),
        "NHS Act 2006 s14Z30; the amounts of 2017 go on.",
        SINCE_2017,
    ),
    (
        "NHS-wide guidance of 2024",
        date(2024, 9, 1),
        "Managing conflicts of interest in the NHS, reissued in 2024. Its amounts are "
        "taken to be those of 2017, and its day to be 1 September.",
        SINCE_2017,
    ),
)


def enter_national_rule_sets(apps, _schema_editor):
    """Enter each set that is not there yet."""
    rule_set = apps.get_model("conflicts", "RuleSet")
    for name, day, basis, numbers in SETS:
        rule_set.objects.get_or_create(
            organisation=None,
            effective_from=day,
            defaults={"name": name, "basis": basis, **numbers},
        )


class Migration(migrations.Migration):
    dependencies = [("conflicts", "0001_initial")]

    operations = [
        migrations.RunPython(enter_national_rule_sets, migrations.RunPython.noop)
    ]
