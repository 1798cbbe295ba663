"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from notices.views import choices, demo, letters, printing, readers, returns


app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("letters/", letters.letter_list, name="letters"),
    path("letters/check/", letters.check_mail, name="check_mail"),
    path("letters/to-print/", printing.print_queue, name="print_queue"),
    path("letters/to-print/file/", printing.print_file, name="print_file"),
    path("letters/returned/", returns.returned_list, name="returned"),
    path("letters/returned/<int:pk>/", returns.settle, name="returned_settle"),
    path("letters/readers/", readers.reader_list, name="readers"),
    path("letters/readers/<int:pk>/", readers.choose_post, name="choose_post"),
    path("letters/mine/", choices.my_reminders, name="my_reminders"),
    path("letters/<int:pk>/", letters.letter_page, name="letter"),
    path("letters/<int:pk>/resend/", letters.resend, name="resend"),
    path("letters/<int:pk>/known/", letters.mark_known, name="mark_known"),
    path("letters/<int:pk>/by-post/", letters.send_by_post, name="by_post"),
    path("letters/<int:pk>/drop/", letters.drop, name="drop"),
    path("demo/letters/", demo.demo_letters, name="demo_letters"),
    path("demo/letters/<str:name>/", demo.demo_letter, name="demo_letter"),
]
