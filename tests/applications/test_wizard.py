"""The pages of the steps: buttons, two windows, locks, the photo, submission."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import (
    Application,
    ContactInformation,
    StepDraft,
)
from applications.status import Status
from tests.applications.pages import address, text
from tests.factories.accounts import UserFactory
from tests.factories.typed import (
    basic_information,
    contact_information,
    education,
    save,
    school,
    university,
)

pytestmark = pytest.mark.django_db
CONTACT = "contact-information"


@pytest.mark.parametrize(
    ("slug", "title"),
    [
        ("basic-information", "Basic Information"),
        ("study-plan", "Study Plan"),
        ("education-employment", "Education & Employment"),
        ("additional-information", "Additional Information"),
        ("contact-information", "Contact Information"),
        ("documents", "Upload Application Documents"),
        ("pre-review", "Application Form Pre-review"),
    ],
)
def test_step_has_its_title(application, signed_in, slug, title):
    response = signed_in.get(address(application, slug))

    assert f"<h1>{title}</h1>" in text(response)


def test_unknown_step_is_not_found(application, signed_in):
    assert signed_in.get(address(application, "step-eight")).status_code == 404


@pytest.mark.parametrize("slug", ["basic-information", "documents", "pre-review"])
def test_strangers_application_does_not_exist(application, client, slug):
    client.force_login(UserFactory())

    assert client.get(address(application, slug)).status_code == 404
    assert client.post(address(application, slug), {"save": "1"}).status_code == 404


def test_visitor_is_asked_to_sign_in(application, client):
    response = client.get(address(application, CONTACT))

    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_save_keeps_gaps(application, signed_in):
    response = signed_in.post(address(application, CONTACT), {"home_city": "Lagos", "save": "1"})

    assert response["Location"] == address(application, CONTACT)
    page = text(signed_in.get(address(application, CONTACT)))
    assert 'value="Lagos"' in page
    assert re.search(r"Saved \d\d:\d\d", page)
    assert "Fill in this field." not in page


def test_save_says_what_is_wrong(application, signed_in):
    signed_in.post(address(application, CONTACT), {"phone": "12", "save": "1"})

    page = text(signed_in.get(address(application, CONTACT)))
    assert "One thing to put right on this page" in page
    assert '<a href="#id_phone">Mobile telephone: Start with +' in page


def test_save_and_next_goes_on_when_everything_is_there(application, signed_in):
    response = signed_in.post(address(application, CONTACT), {**contact_information(), "next": "1"})

    assert response["Location"] == address(application, "documents")
    assert ContactInformation.objects.get().home_city == "Lagos"


def test_save_and_next_stays_and_lists_what_is_missing(application, signed_in):
    posted = {**contact_information(home_city="", phone=""), "next": "1"}

    response = signed_in.post(address(application, CONTACT), posted)

    page = text(response)
    assert response.status_code == 200
    assert "2 things to put right on this page" in page
    assert '<a href="#id_home_city">City' in page or "Permanent home address: City" in page
    assert StepDraft.objects.get().data["fields"]["home_street"] == ["12 Awolowo Road"]
    assert 'id="errors" tabindex="-1" autofocus' in page


def test_enter_presses_save_and_next(application, signed_in):
    page = text(signed_in.get(address(application, CONTACT)))

    buttons = re.findall(r'<button type="submit"[^>]*form="step-form"[^>]*name="(\w+)"', page)
    assert buttons[0] == "next"
    assert {"language", "go", "sign_out"} <= set(buttons)


def test_half_a_date_is_shown_again(application, signed_in):
    here = address(application, "basic-information")

    signed_in.post(here, {"date_of_birth_year": "2001", "date_of_birth_day": "14", "save": "1"})

    page = text(signed_in.get(here))
    assert re.search(r'name="date_of_birth_year"[^>]*value="2001"', page)
    assert re.search(r'name="date_of_birth_day"[^>]*value="14"', page)


def test_add_and_remove_keep_what_was_typed(application, signed_in):
    here = address(application, "education-employment")
    typed = {"education-0-institution": "Queen's College", "education-1-institution": "Ibadan"}

    added = signed_in.post(here, {**typed, "add": "education"})
    removed = signed_in.post(
        here, {**typed, "education-2-institution": "", "remove": "education-0", "version": "1"}
    )

    assert added["Location"] == f"{here}?open=education-2#record-education-2"
    assert removed["Location"] == f"{here}#education"
    rows = StepDraft.objects.get().data["rows"]["education"]
    assert rows == [{"institution": ["Ibadan"]}, {"institution": [""]}]


def test_records_are_put_in_order_only_when_that_is_asked_for(application, signed_in):
    here = address(application, "education-employment")
    typed = education(university(), school())

    signed_in.post(here, {**typed, "save": "1"})
    assert names_of_schools() == ["University of Ibadan", "Queen's College, Lagos"]
    assert 'name="sort" value="education"' in text(signed_in.get(here))

    signed_in.post(here, {**typed, "version": "1", "sort": "education"})
    assert names_of_schools() == ["Queen's College, Lagos", "University of Ibadan"]
    assert 'name="sort"' not in text(signed_in.get(here))


def names_of_schools():
    return [row["institution"][0] for row in StepDraft.objects.get().data["rows"]["education"]]


@pytest.mark.parametrize("name", ["education-9", "family-0", "education-x", "-1", "education"])
def test_removing_what_is_not_there_removes_nothing(application, signed_in, name):
    here = address(application, "education-employment")

    signed_in.post(here, {"education-0-institution": "Ibadan", "remove": name})

    assert len(StepDraft.objects.get().data["rows"]["education"]) == 1


def test_records_end_somewhere(application, signed_in):
    here = address(application, "additional-information")
    typed = {f"family-{number}-name": "Somebody" for number in range(20)}

    signed_in.post(here, {**typed, "add": "family"})

    assert len(StepDraft.objects.get().data["rows"]["family"]) == 20
    assert 'value="family"' not in text(signed_in.get(here))


def test_complete_record_is_closed_and_the_other_open(application, signed_in):
    here = address(application, "education-employment")
    save(application, "education-employment", education(university(field=""), university()))

    page = text(signed_in.get(here))

    assert re.findall(r'<details class="rx-record"( open)?>', page) == [" open", ""]


def test_language_button_keeps_what_was_typed(application, signed_in):
    here = address(application, CONTACT)

    response = signed_in.post(here, {"home_city": "Lagos", "language": "zh-hans"})

    assert response["Location"] == here
    page = signed_in.get(here)
    assert page["Content-Language"] == "zh-hans"
    assert 'value="Lagos"' in text(page)
    application.applicant.refresh_from_db()
    assert application.applicant.language == "zh-hans"


def test_unknown_language_changes_nothing(application, signed_in):
    signed_in.post(address(application, CONTACT), {"language": "../../etc"})

    application.applicant.refresh_from_db()
    assert application.applicant.language == "en"


def test_autosave_answers_with_the_version(application, signed_in):
    here = address(application, CONTACT)

    first = signed_in.post(here, {"home_city": "Lagos"}, headers={"X-Autosave": "1"})
    stale = signed_in.post(here, {"home_city": "Kano"}, headers={"X-Autosave": "1"})

    assert first.json()["version"] == 1
    assert timezone.datetime.fromisoformat(first.json()["saved_at"])
    assert (stale.status_code, stale.json()) == (409, {"conflict": True})
    assert StepDraft.objects.get().data["fields"]["home_city"] == ["Lagos"]


def test_two_windows_are_shown_and_chosen_from(application, signed_in):
    here = address(application, CONTACT)
    signed_in.post(here, {"home_city": "Lagos", "phone": "1", "save": "1"})

    conflict = signed_in.post(here, {"home_city": "Kano", "phone": "2", "save": "1"})

    page = text(conflict)
    assert "This page was also changed in another window" in page
    assert "Kano" in page
    assert "Lagos" in page
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert hidden["version"] == "1"
    signed_in.post(
        here, {**hidden, "keep-home_city": "saved", "keep-phone": "typed", "resolve": "1"}
    )
    fields = StepDraft.objects.get().data["fields"]
    assert (fields["home_city"], fields["phone"]) == (["Lagos"], ["2"])


def test_records_of_two_windows_are_chosen_as_a_whole(application, signed_in):
    here = address(application, "education-employment")
    signed_in.post(here, {"education-0-institution": "Ibadan", "save": "1"})

    conflict = signed_in.post(here, {"education-0-institution": "Lagos", "save": "1"})

    page = text(conflict)
    assert '<input type="hidden" name="education-0-institution" value="Lagos">' in page
    assert "1 record: Ibadan" in page


def test_windows_that_say_the_same_are_not_asked_about(application, signed_in):
    here = address(application, CONTACT)
    signed_in.post(here, {"home_city": "Lagos", "save": "1"})

    response = signed_in.post(here, {"home_city": "Lagos", "phone": "", "save": "1"})

    assert response.status_code == 302
    assert StepDraft.objects.get().version == 2


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "１"])
def test_nonsense_as_version_is_no_error(application, signed_in, version):
    response = signed_in.post(
        address(application, CONTACT), {"home_city": "Lagos", "version": version, "save": "1"}
    )

    assert response.status_code == 302


def test_mass_assignment_is_ignored(application, signed_in):
    other = UserFactory()

    signed_in.post(address(application, CONTACT), {
        **contact_information(), "status": "admitted", "applicant": other.pk, "fee_fen": "1",
        "application": "999", "pk": "999", "id": "999", "is_complete": "1", "next": "1",
    })  # fmt: skip

    after = Application.objects.get()
    assert (after.status, after.applicant) == (Status.DRAFT, application.applicant)
    assert ContactInformation.objects.get().application == application


def test_stale_tab_writes_nothing_after_submission(signed_in, application):
    save(application, CONTACT, contact_information())
    Application.objects.update(status=Status.SUBMITTED)

    response = signed_in.post(
        address(application, CONTACT), {"home_city": "Kano", "version": "1", "save": "1"}
    )

    assert response["Location"] == application.get_absolute_url()
    assert StepDraft.objects.get().data["fields"]["home_city"] == ["Lagos"]


def test_locked_step_is_read_where_everything_is(application, signed_in):
    Application.objects.update(status=Status.SUBMITTED)

    response = signed_in.get(address(application, CONTACT))

    assert response["Location"] == f"{address(application, 'pre-review')}#{CONTACT}"
    page = text(signed_in.get(address(application, "pre-review")))
    assert "This is what you submitted." in page
    assert "<form class" not in page
    assert ">Submit<" not in page


def test_script_in_an_answer_is_text(application, signed_in):
    save(application, CONTACT, contact_information(wechat='"><script>alert(1)</script>'))

    for slug in (CONTACT, "pre-review"):
        assert "<script>alert" not in signed_in.get(address(application, slug)).content.decode()


@pytest.mark.parametrize("rows", [2, 4])
def test_step_page_asks_the_database_four_times(
    application, signed_in, django_assert_num_queries, rows
):
    records = [university(start_year=str(2000 + number)) for number in range(rows)]
    save(application, "education-employment", education(*records))
    signed_in.get(address(application, "education-employment"))

    # Person, application, drafts, unread notices.
    with django_assert_num_queries(4):
        signed_in.get(address(application, "education-employment"))


def test_save_and_next_writes_little(application, signed_in, django_assert_num_queries):
    here = address(application, CONTACT)
    signed_in.post(here, {**contact_information(), "next": "1"})

    # Person, savepoint, application and its lock, own draft; draft, answers, release.
    with django_assert_num_queries(7):
        signed_in.post(here, {**contact_information(wechat="ada"), "version": "1", "next": "1"})


def test_only_the_step_with_a_photo_is_sent_as_files_are(application, signed_in):
    sent = {
        slug: 'enctype="multipart/form-data"' in text(signed_in.get(address(application, slug)))
        for slug in ("basic-information", "study-plan", CONTACT)
    }

    assert sent == {"basic-information": True, "study-plan": False, CONTACT: False}


def test_basic_information_is_one_page(application, signed_in):
    save(application, "basic-information", basic_information())

    page = signed_in.get(address(application, "basic-information")).content

    assert len(page) < 80 * 1024


def test_yes_and_no_are_posted_as_they_are_kept(application, signed_in):
    save(application, "basic-information", basic_information())

    page = text(signed_in.get(address(application, "basic-information")))

    radios = re.findall(r'<input type="radio" name="in_china_now"[^>]*>', page)
    assert [re.search(r'value="(\w+)"', radio).group(1) for radio in radios] == ["True", "False"]
    assert ["checked" in radio for radio in radios] == [False, True]
