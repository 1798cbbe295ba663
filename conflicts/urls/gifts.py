"""Addresses of gifts and hospitality."""

from __future__ import annotations

from django.urls import URLPattern, path

from conflicts.views import gift_cases, gift_registers, gifts


patterns: list[URLPattern] = [
    path("gifts/", gifts.my_gifts, name="my_gifts"),
    path("gifts/declare/", gifts.declare_gift, name="declare_gift"),
    path("gifts/advice/", gifts.gift_advice, name="gift_advice"),
    path("gifts/givers/", gifts.givers_found, name="givers_found"),
    path("gifts/of/<int:person_pk>/record/", gifts.record_gift, name="record_gift"),
    path(
        "gifts/of/<int:person_pk>/advice/",
        gifts.record_gift_advice,
        name="record_gift_advice",
    ),
    path("gifts/<int:pk>/", gifts.gift_page, name="gift"),
    path("gifts/<int:pk>/correct/", gifts.correct_gift, name="correct_gift"),
    path("gifts/<int:pk>/review/", gifts.review_gift, name="review_gift"),
    path("gifts/<int:pk>/ask/", gift_cases.ask_about_gift, name="ask_about_gift"),
    path(
        "gifts/<int:pk>/answer/",
        gift_cases.answer_about_gift,
        name="answer_about_gift",
    ),
    path("gifts/registers/", gift_registers.gift_registers, name="gift_registers"),
    path(
        "gifts/registers/<int:pk>/", gift_registers.gift_register, name="gift_register"
    ),
    path(
        "gifts/registers/<int:pk>/register.<slug:kind>",
        gift_registers.gift_register_file,
        name="gift_register_file",
    ),
    path(
        "gifts/registers/<int:pk>/people/",
        gift_registers.gift_people,
        name="gift_people",
    ),
]
