"""Addresses of declaring, confirming, reviewing and ending interests."""

from __future__ import annotations

from django.urls import URLPattern, path

from conflicts.views import declaring, mine, papers, returns, reviews, spoken


patterns: list[URLPattern] = [
    path("interests/", mine.my_interests, name="my_interests"),
    path("interests/declare/", declaring.declare, name="declare"),
    path("interests/declare/<slug:step>/", declaring.declare_step, name="declare_step"),
    path(
        "interests/organisations/",
        declaring.organisations_found,
        name="organisations_found",
    ),
    path(
        "interests/drafts/<int:pk>/throw-away/",
        declaring.throw_away,
        name="draft_throw_away",
    ),
    path("interests/confirm/", returns.confirm, name="confirm"),
    path("interests/form/", papers.own_form, name="own_form"),
    path("interests/form/blank/", papers.blank_form, name="blank_form"),
    path("interests/returns/", returns.return_list, name="return_list"),
    path(
        "interests/returns/practices/<int:practice_pk>/",
        returns.return_upload,
        name="return_upload",
    ),
    path("interests/returns/<int:pk>/", returns.return_file, name="return_file"),
    path(
        "interests/returns/<int:pk>/pages/<int:number>/",
        returns.return_page,
        name="return_page",
    ),
    path(
        "interests/returns/<int:pk>/settle/",
        returns.return_settle,
        name="return_settle",
    ),
    path(
        "interests/of/<int:person_pk>/",
        mine.person_interests,
        name="person_interests",
    ),
    path("interests/of/<int:person_pk>/record/", declaring.record, name="record"),
    path(
        "interests/of/<int:person_pk>/record/<slug:step>/",
        declaring.record_step,
        name="record_step",
    ),
    path(
        "interests/of/<int:person_pk>/confirm/",
        returns.confirm_for,
        name="confirm_for",
    ),
    path("interests/of/<int:person_pk>/form/", papers.person_form, name="person_form"),
    path("interests/<int:pk>/", mine.interest_page, name="interest"),
    path("interests/<int:pk>/correct/", declaring.correct, name="correct"),
    path(
        "interests/<int:pk>/correct/<slug:step>/",
        declaring.correct_step,
        name="correct_step",
    ),
    path("interests/<int:pk>/end/", declaring.end_interest, name="end"),
    path("interests/<int:pk>/spoken/", spoken.spoken, name="spoken"),
    path("interests/<int:pk>/ask/", reviews.ask, name="ask"),
    path("interests/<int:pk>/answer/", reviews.answer, name="answer"),
    path("interests/<int:pk>/agree/", reviews.agree, name="agree"),
]
