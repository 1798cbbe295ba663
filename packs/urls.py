"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from packs.views import (
    files,
    letters,
    locked,
    opened,
    packs,
    postings,
    recalls,
    scripts,
    supplements,
)


app_name = "packs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/<int:pk>/packs/", packs.gathering_packs, name="gathering"),
    path("meetings/<int:pk>/packs/opened/", opened.opened, name="opened"),
    path("meetings/<int:pk>/letters/", letters.meeting_letters, name="letters"),
    path("meetings/<int:pk>/packs/build/", packs.build, name="build"),
    path("packs/<int:pk>/send/", packs.send, name="send"),
    path("packs/<int:pk>/retry/", packs.retry, name="retry"),
    path("packs/<int:pk>/progress/", packs.progress, name="progress"),
    # The one stable address of a reader's current copy.
    path("meetings/<int:pk>/my-pack/", files.mine, name="mine"),
    path("meetings/<int:pk>/my-pack/supplement/", files.mine_later, name="mine_later"),
    path("meetings/<int:pk>/my-pack/part-<int:part>/", files.mine_part, name="part"),
    path("meetings/<int:pk>/my-pack/password/", locked.mine_locked, name="locked"),
    path("meetings/<int:pk>/script/", scripts.script, name="script"),
    path(
        "meetings/<int:pk>/packs/supplement/", supplements.supplement, name="supplement"
    ),
    path("packs/copies/<int:pk>/supplement/", files.copy_later, name="copy_later"),
    path("packs/copies/<int:pk>/take-back/", recalls.take_back, name="take_back"),
    path("packs/recalls/<int:pk>/", recalls.recall, name="recall"),
    path("packs/copies/<int:pk>/by-post/", postings.by_post, name="by_post"),
    path(
        "packs/copies/<int:pk>/by-post/file/",
        postings.by_post_file,
        name="by_post_file",
    ),
    path("packs/copies/<int:pk>/", files.copy_file, name="copy"),
]
