"""Addresses of the rounds of declaring, positions, training and rules."""

from __future__ import annotations

from django.urls import URLPattern, path

from conflicts.views import cycle, cycle_missing, positions, rule_sets, training


patterns: list[URLPattern] = [
    path("interests/cycle/", cycle.cycle_bodies, name="cycle_bodies"),
    path("interests/cycle/<int:pk>/", cycle.cycle, name="cycle"),
    path("interests/cycle/<int:pk>/plan/", cycle.plan_round, name="plan_round"),
    path(
        "interests/cycle/<int:pk>/who-has-not/",
        cycle_missing.who_has_not_page,
        name="who_has_not",
    ),
    path(
        "interests/cycle/<int:pk>/who-has-not.csv",
        cycle_missing.who_has_not_file,
        name="who_has_not_file",
    ),
    path("interests/rounds/<int:pk>/", cycle.round_page, name="round"),
    path(
        "interests/rounds/<int:pk>/letters/", cycle.round_letters, name="round_letters"
    ),
    path("interests/rounds/<int:pk>/close/", cycle.close_round, name="close_round"),
    path("interests/requests/<int:pk>/", cycle.settle_request, name="request"),
    path(
        "interests/cycle/<int:pk>/positions/", positions.position_list, name="positions"
    ),
    path(
        "interests/cycle/<int:pk>/positions/enter/",
        positions.enter_position,
        name="enter_position",
    ),
    path(
        "interests/cycle/<int:pk>/positions/person/",
        positions.enter_person,
        name="enter_position_person",
    ),
    path("interests/positions/<int:pk>/", positions.correct_position, name="position"),
    path(
        "interests/positions/<int:pk>/end/",
        positions.end_position,
        name="end_position",
    ),
    path("interests/cycle/<int:pk>/training/", training.training_page, name="training"),
    path(
        "interests/cycle/<int:pk>/training/enter/",
        training.enter_training,
        name="enter_training",
    ),
    path(
        "interests/cycle/<int:pk>/training/import/",
        training.import_training,
        name="import_training",
    ),
    path(
        "interests/rules/<int:pk>/withdraw/",
        rule_sets.withdraw_rules,
        name="withdraw_rules",
    ),
    path("interests/cycle/<int:pk>/rules/", rule_sets.rule_list, name="rules"),
    path(
        "interests/cycle/<int:pk>/rules/enter/",
        rule_sets.enter_rules,
        name="enter_rules",
    ),
]
