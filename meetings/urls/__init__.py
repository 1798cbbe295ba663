"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.urls.brief import brief_urlpatterns
from meetings.urls.feed import feed_urlpatterns
from meetings.urls.plan import plan_urlpatterns
from meetings.urls.preflight import preflight_urlpatterns
from meetings.urls.reminders import reminder_urlpatterns
from meetings.urls.room import room_urlpatterns
from meetings.urls.standing import standing_urlpatterns
from meetings.urls.touched import touched_urlpatterns
from meetings.urls.uploads import upload_urlpatterns
from meetings.urls.ways_out import ways_out_urlpatterns
from meetings.views import (
    agenda,
    cover_sheets,
    gatherings,
    items,
    late_items,
    papers,
    redactions,
    subjects,
    tabling,
)


app_name = "meetings"
urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", gatherings.gathering_list, name="gatherings"),
    path("meetings/plan/", gatherings.plan, name="plan"),
    path("meetings/<int:pk>/", agenda.gathering_page, name="gathering"),
    path("meetings/<int:pk>/move/", gatherings.move, name="move"),
    path("meetings/<int:pk>/place/", gatherings.correct, name="correct"),
    path("meetings/<int:pk>/notice/", gatherings.give_notice, name="give_notice"),
    path("meetings/<int:pk>/cancel/", gatherings.cancel, name="cancel"),
    path("meetings/<int:pk>/restore/", gatherings.restore, name="restore"),
    path("meetings/<int:pk>/scope/", agenda.scope_grid, name="scope_grid"),
    path("meetings/<int:pk>/order/", agenda.order, name="order"),
    path("meetings/<int:pk>/items/add/", items.add_item, name="item_add"),
    path("meetings/<int:pk>/headings/add/", items.add_heading, name="heading_add"),
    path("items/<int:pk>/", items.item_page, name="item"),
    path("items/<int:pk>/parts/add/", items.add_part, name="part_add"),
    path("items/<int:pk>/edit/", items.edit_item, name="item_edit"),
    path("items/<int:pk>/move/", agenda.move_item, name="item_move"),
    path("items/<int:pk>/withdraw/", items.withdraw_item, name="item_withdraw"),
    path("items/<int:pk>/late/", late_items.explain_late, name="item_late"),
    path("items/<int:pk>/restore/", items.restore_item, name="item_restore"),
    path("items/<int:pk>/cover-sheet/", cover_sheets.cover_sheet, name="cover_sheet"),
    path(
        "items/<int:pk>/cover-sheet/form.docx",
        cover_sheets.download_sheet,
        name="sheet_download",
    ),
    path(
        "items/<int:pk>/cover-sheet/from-word/",
        cover_sheets.upload_sheet,
        name="sheet_upload",
    ),
    path("items/<int:pk>/organisations/", subjects.item_subjects, name="subjects"),
    path(
        "items/<int:pk>/organisations/none/", subjects.say_nobody, name="subjects_none"
    ),
    path(
        "items/<int:pk>/organisations/<int:subject_pk>/remove/",
        subjects.remove_subject,
        name="subject_remove",
    ),
    path("items/<int:pk>/papers/add/", papers.add_paper, name="paper_add"),
    path("papers/<int:pk>/replace/", papers.replace_paper, name="paper_replace"),
    path("papers/<int:pk>/change/", papers.change_paper, name="paper_change"),
    path("papers/<int:pk>/move/", papers.move_paper, name="paper_move"),
    path("papers/<int:pk>/withdraw/", papers.withdraw_paper, name="paper_withdraw"),
    path("papers/versions/<int:pk>/", papers.paper_file, name="paper_file"),
    path("papers/versions/<int:pk>/tabled/", tabling.record_tabled, name="tabled"),
    path("papers/<int:pk>/redacted/", redactions.hand_in_twin, name="twin_add"),
    path("papers/redacted/<int:pk>/", redactions.twin_file, name="twin_file"),
    path(
        "papers/redacted/<int:pk>/take-back/",
        redactions.take_back_twin,
        name="twin_take_back",
    ),
    *brief_urlpatterns,
    *feed_urlpatterns,
    *plan_urlpatterns,
    *preflight_urlpatterns,
    *reminder_urlpatterns,
    *room_urlpatterns,
    *standing_urlpatterns,
    *touched_urlpatterns,
    *upload_urlpatterns,
    *ways_out_urlpatterns,
]
