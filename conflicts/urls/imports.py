"""Addresses of imports, of unlisted bodies and of duplicates."""

from __future__ import annotations

from django.urls import URLPattern, path

from conflicts.enums import ImportKind
from conflicts.views import imports, imports_rows, merging, unlisted


patterns: list[URLPattern] = [
    path("interests/imports/", imports.import_list, name="imports"),
    path(
        "interests/imports/for/<int:organisation_pk>/",
        imports.import_upload,
        name="import_upload",
    ),
    path(
        "gifts/imports/for/<int:organisation_pk>/",
        imports.import_upload,
        {"kind": ImportKind.GIFTS},
        name="import_gifts",
    ),
    path("interests/imports/<int:pk>/", imports.import_page, name="import"),
    path(
        "interests/imports/<int:pk>/columns/",
        imports.import_columns,
        name="import_columns",
    ),
    path(
        "interests/imports/<int:pk>/progress/",
        imports.import_progress,
        name="import_progress",
    ),
    path("interests/imports/<int:pk>/load/", imports.import_load, name="import_load"),
    path(
        "interests/imports/<int:pk>/abandon/",
        imports.import_abandon,
        name="import_abandon",
    ),
    path(
        "interests/imports/<int:pk>/rows/", imports_rows.import_rows, name="import_rows"
    ),
    path(
        "interests/imports/<int:pk>/rows/to-settle.xlsx",
        imports_rows.import_problems,
        name="import_problems",
    ),
    path(
        "interests/imports/<int:pk>/rows/<int:number>/",
        imports_rows.import_row,
        name="import_row",
    ),
    path(
        "interests/imports/<int:pk>/rows/<int:number>/leave-out/",
        imports_rows.import_row_drop,
        name="import_row_drop",
    ),
    path("interests/unlisted/", unlisted.unlisted_list, name="unlisted"),
    path("interests/unlisted/name/", unlisted.unlisted_name, name="unlisted_name"),
    path("interests/unlisted/match/", unlisted.unlisted_match, name="unlisted_match"),
    path("interests/unlisted/keep/", unlisted.unlisted_keep, name="unlisted_keep"),
    path("interests/duplicates/", merging.duplicate_list, name="duplicates"),
    path(
        "interests/duplicates/<int:first>/<int:second>/",
        merging.duplicate_compare,
        name="duplicate",
    ),
]
