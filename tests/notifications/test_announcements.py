"""What the office tells everybody: on home, on a page of its own, until it is taken down."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from notifications.models import Announcement
from tests.factories.accounts import UserFactory
from tests.factories.notifications import AnnouncementFactory

pytestmark = pytest.mark.django_db
LIST = reverse("notifications:announcements")
HOUR = timedelta(hours=1)


def page_of(client, url, language="en"):
    return client.get(url, headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Office closed"), ("zh-hans", "办公室放假")]
)
def test_home_shows_it_in_the_readers_language(client, language, title):
    told = AnnouncementFactory(title_en="Office closed", title_zh="办公室放假")

    assert f'href="{told.get_absolute_url()}">{title}</a>' in page_of(client, "/", language)
    assert title in page_of(client, told.get_absolute_url(), language)


def test_home_shows_the_newest_three_and_leads_to_all(client):
    for day in range(5):
        AnnouncementFactory(
            title_en=f"News {day}", published_at=timezone.now() - timedelta(days=day)
        )

    home, all_of_them = page_of(client, "/"), page_of(client, LIST)

    assert [day for day in range(5) if f"News {day}" in home] == [0, 1, 2]
    assert f'href="{LIST}"' in home
    assert [day for day in range(5) if f"News {day}" in all_of_them] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "times",
    [
        {"published_at": timezone.now() + HOUR},
        {"published_at": timezone.now() - 2 * HOUR, "taken_down_at": timezone.now() - HOUR},
    ],
    ids=["not yet", "no longer"],
)
def test_nobody_reads_it_before_or_after_its_time(client, times):
    told = AnnouncementFactory(**times)

    assert told.title_en not in page_of(client, "/")
    assert told.title_en not in page_of(client, LIST)
    assert client.get(told.get_absolute_url()).status_code == 404


def test_words_are_words(client):
    told = AnnouncementFactory(
        text_en="<script>alert(1)</script>\n\nSee https://university.example/"
    )

    page = page_of(client, told.get_absolute_url())

    assert "<script>alert" not in page
    assert 'href="https://university.example/"' in page


def test_taken_down_before_it_was_published_is_refused_by_the_database():
    with pytest.raises(IntegrityError):
        AnnouncementFactory(taken_down_at=timezone.now() - 2 * HOUR)


@pytest.mark.parametrize("many", [1, 3])
def test_list_asks_the_database_the_same_however_many(client, django_assert_num_queries, many):
    AnnouncementFactory.create_batch(many)
    client.get(LIST)

    with django_assert_num_queries(2):
        client.get(LIST)


def test_officer_writes_it_in_both_languages(client):
    client.force_login(UserFactory(officer=True))
    add = reverse("admin:notifications_announcement_add")
    typed = {
        "title_en": "Results on Friday",
        "title_zh": "周五公布结果",
        "text_en": "Look here.",
        "text_zh": "请留意本网站。",
        "published_at_0": "2026-11-20",
        "published_at_1": "09:00",
    }

    refused = client.post(add, {**typed, "title_zh": ""})
    client.post(add, typed)

    assert refused.context["adminform"].errors["title_zh"]
    assert Announcement.objects.get().title_en == "Results on Friday"


@pytest.mark.parametrize("role", [{}, {"finance": True}, {"department_reader": True}])
def test_nobody_else_writes_one(client, role):
    client.force_login(UserFactory(**role))

    answer = client.get(reverse("admin:notifications_announcement_add"))

    assert answer.status_code in (302, 403)
