"""Foreign keys and migrations go down the house, as imports do."""

from __future__ import annotations

import ast
from configparser import ConfigParser

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.architecture.rooms import HEIGHT, ROOMS, ROOT


OUR_MODELS = [model for model in apps.get_models() if model._meta.app_label in HEIGHT]


def test_sweep_sees_the_house():
    assert len(OUR_MODELS) > 30


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_no_foreign_key_points_up(model):
    own = HEIGHT[model._meta.app_label]

    pointing_up = [
        f"{field.name} → {field.related_model._meta.label}"
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model is not None
        and HEIGHT.get(field.related_model._meta.app_label, 0) > own
    ]

    assert pointing_up == []


def test_no_migration_depends_on_an_upper_room():
    graph = MigrationLoader(None, ignore_no_migrations=True).disk_migrations

    pointing_up = [
        f"{room}.{name} → {needed[0]}"
        for (room, name), migration in graph.items()
        if room in HEIGHT
        for needed in migration.dependencies
        if HEIGHT.get(needed[0], 0) > HEIGHT[room]
    ]

    assert pointing_up == []


def test_every_room_keeps_its_rules_pure():
    """The contract takes a list: a room that gets its first rules must be on it."""
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    listed = contracts["importlinter:contract:rules"]["source_modules"].split()

    there = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for room in ROOMS
        for path in (ROOT / room).rglob("rules/__init__.py")
    }

    assert set(listed) == there
    assert len(listed) == len(set(listed))


def test_the_contract_lists_the_house_from_top_to_bottom():
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")

    layers = contracts["importlinter:contract:house"]["layers"].split()

    assert layers == list(ROOMS)


def test_no_import_hides_from_the_contract_in_a_function():
    """An import inside a function may be late for speed, never to reach upwards."""
    found = []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module:
                    target = node.module.split(".")[0]
                    if HEIGHT.get(target, 0) > HEIGHT[room]:
                        found.append(f"{path.relative_to(ROOT)}: {node.module}")

    assert found == []
