"""What the database itself refuses, tried with plain SQL, for every declared model."""

from __future__ import annotations

import importlib
import pkgutil

import factory
import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from tests import factories
from tests.architecture.test_models import APPEND_ONLY, NEVER_DELETED, OUR_MODELS


# The database copies these rows from others; nothing else makes one.
KEPT_BY_TRIGGERS = {"conflicts.Office"}


def _factories() -> dict[str, type[factory.django.DjangoModelFactory]]:
    """Return a factory for each model: the one in the file named after its room."""
    found: dict[str, type[factory.django.DjangoModelFactory]] = {}
    for module in pkgutil.iter_modules(factories.__path__):
        named = importlib.import_module(f"tests.factories.{module.name}")
        for each in vars(named).values():
            if isinstance(each, type) and issubclass(
                each, factory.django.DjangoModelFactory
            ):
                model = each._meta.model
                if model is not None and each.__module__ == named.__name__:
                    is_at_home = module.name == model._meta.app_label
                    if is_at_home or model._meta.label not in found:
                        found[model._meta.label] = each
    return found


FACTORIES = _factories()
NULLABLE_PAIRS = [
    (model, field.name.removesuffix("_by"))
    for model in OUR_MODELS
    for field in model._meta.concrete_fields
    if field.name.endswith("_by")
    and isinstance(field, models.ForeignKey)
    and field.related_model._meta.label == "people.User"
    and field.null
]


def _label(value):
    return value._meta.label if hasattr(value, "_meta") else str(value)


def _run(statement, model, row):
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table), [row.pk])


@pytest.mark.parametrize(
    "model",
    [
        one
        for one in OUR_MODELS
        if one._meta.managed and one._meta.label not in KEPT_BY_TRIGGERS
    ],
    ids=_label,
)
def test_every_model_has_a_factory(model):
    assert model._meta.label in FACTORIES, "add one to tests/factories"


@pytest.mark.django_db
@pytest.mark.parametrize("label", sorted(FACTORIES))
def test_every_factory_makes_a_valid_row(label):
    row = FACTORIES[label]()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    row.refresh_from_db()
    row.validate_constraints()


@pytest.mark.django_db
@pytest.mark.parametrize("label", sorted(APPEND_ONLY))
def test_append_only_row_refuses_update(label):
    row = FACTORIES[label]()

    with pytest.raises(DatabaseError, match="Cannot update"):
        _run("UPDATE {table} SET id = id WHERE id = %s", type(row), row)


@pytest.mark.django_db
@pytest.mark.parametrize("label", sorted(APPEND_ONLY | NEVER_DELETED))
def test_kept_row_refuses_delete(label):
    row = FACTORIES[label]()

    with pytest.raises(DatabaseError, match=r"Cannot (?:update or )?delete"):
        _run("DELETE FROM {table} WHERE id = %s", type(row), row)


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "what"), NULLABLE_PAIRS, ids=_label)
def test_moment_without_its_person_is_refused(model, what):
    row = FACTORIES[model._meta.label]()

    with pytest.raises(IntegrityError):
        _run(
            f"UPDATE {{table}} SET {what}_at = now(), {what}_by_id = NULL "
            "WHERE id = %s",
            model,
            row,
        )
