"""Whatever way a step is left, what was typed into it is found again, character by character."""

from html.parser import HTMLParser

import lxml.html
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.models import ContactInformation, StepDraft
from portal.times import own_time
from tests.applications.pages import address, text
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import contact_information

pytestmark = pytest.mark.django_db
CONTACT = "contact-information"
STEPS = (
    "basic-information",
    "study-plan",
    "education-employment",
    "additional-information",
    CONTACT,
)
# The buttons by which a step is left; the last two are no buttons.
EXITS = {
    "save": {"save": "1"},
    "save and next": {"next": "1"},
    "language button": {"language": "zh-hans"},
    "step bar": {"go": "study-plan"},
    "back": {"go": "basic-information"},
    "sign out": {"sign_out": "1"},
    "removing what is not there": {"remove": "family-99"},
    "autosave": {},
    "expired session": {"save": "1"},
}
# What a browser can post: no halves of a letter, no signs without a shape.
SIGNS = st.characters(exclude_categories=("Cs", "Cc"))
TEXTS = {
    "input": st.text(SIGNS, max_size=25),
    "textarea": st.text(SIGNS | st.just("\n"), max_size=40),
}


class Controls(HTMLParser):
    """The boxes to type in on a page, with what stands in them, by the name they are posted under."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.typed, self.kinds, self.version, self._inside = {}, {}, "0", ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        control = dict(attributes)
        if tag == "input" and control.get("type") in ("text", "email", "tel", "number"):
            self._found(control["name"], "input", control.get("value", ""))
        elif tag == "input" and control.get("name") == "version":
            self.version = control["value"]
        elif tag == "textarea":
            self._inside = control["name"]
            self._found(self._inside, "textarea", "")

    def _found(self, name, kind, value):
        self.kinds[name], self.typed[name] = kind, value

    def handle_endtag(self, tag):
        if tag == "textarea":
            # The first line break belongs to the tag.
            self.typed[self._inside] = self.typed[self._inside].removeprefix("\n")
            self._inside = ""

    def handle_data(self, data):
        if self._inside:
            self.typed[self._inside] += data


@pytest.fixture(params=EXITS)
def leave(request, client):
    """Leave a step this way, and come back to it."""
    pressed = EXITS[request.param]

    def left(application, slug, posted):
        here = address(application, slug)
        if request.param == "expired session":
            client.logout()
        headers = {"X-Autosave": "1"} if request.param == "autosave" else {}
        client.post(here, {**posted, **pressed}, headers=headers)
        client.force_login(application.applicant)
        return Controls(client.get(here, follow=True).content.decode())

    return left


@pytest.mark.parametrize("slug", STEPS)
def test_random_answers_are_found_again_whichever_way_one_leaves(client, leave, slug):
    application = ApplicationFactory()
    client.force_login(application.applicant)

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def typed_and_found_again(data):
        page = Controls(client.get(address(application, slug)).content.decode())
        typed = {
            name: data.draw(st.just("") | TEXTS[kind], label=name)
            for name, kind in page.kinds.items()
        }

        after = leave(application, slug, {**typed, "version": page.version})

        assert {name: after.typed.get(name) for name in typed} == typed

    typed_and_found_again()


@pytest.mark.parametrize("slug", STEPS)
def test_random_answers_of_an_older_window_are_found_again(client, slug):
    application = ApplicationFactory()
    here = address(application, slug)
    client.force_login(application.applicant)

    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def typed_and_found_again(data):
        page = Controls(client.get(here).content.decode())
        typed = {
            name: data.draw(st.just("") | TEXTS[kind], label=name)
            for name, kind in page.kinds.items()
        }
        client.post(here, {next(iter(typed)): "typed elsewhere", "version": page.version, "go": ""})

        both = client.post(here, {**typed, "version": page.version, "save": "1"})
        client.post(here, {**shown_in(both), "resolve": "1"})

        after = Controls(client.get(here).content.decode())
        assert {name: after.typed.get(name) for name in typed} == typed

    typed_and_found_again()


def shown_in(page):
    """What a browser would post of the form of this page."""
    (form,) = lxml.html.fromstring(page.content.decode()).xpath("//form[@id='step-form']")
    return dict(form.form_values())


# What people paste: turned writing, joined emoji, marks by themselves, markup, a whole book.
PASTED = "\n".join(
    [
        "\u202etxet denrut\u202c \u2067شلام\u2069",
        "👩‍👩‍👧‍👦 🇹🇷 \u200d می‌خواهم",
        "e\u0301\u0323  two  spaces ",
        "<b>&amp; \"'</b></textarea><script>",
        "",
        "长" * 12_000,
    ]
)


def test_whatever_is_pasted_is_found_again(client, leave):
    application = ApplicationFactory()
    client.force_login(application.applicant)
    page = Controls(client.get(address(application, "study-plan")).content.decode())
    posted = {"study_plan": PASTED.replace("\n", "\r\n"), "version": page.version}

    after = leave(application, "study-plan", posted)

    assert after.typed["study_plan"].replace("\r\n", "\n") == PASTED


@pytest.mark.parametrize("broken", ["%00", "%ED%A0%80", "%FF", "%C0%80"])
def test_bytes_that_are_no_letters_lose_nothing_beside_them(client, broken):
    application = ApplicationFactory()
    here = address(application, CONTACT)
    client.force_login(application.applicant)

    client.post(
        here,
        f"home_city=La{broken}gos&home_street=12+Awolowo+Road&version=0&save=1",
        content_type="application/x-www-form-urlencoded",
    )

    after = Controls(client.get(here).content.decode()).typed
    assert after["home_street"] == "12 Awolowo Road"
    assert after["home_city"].replace("\ufffd", "") == "Lagos"


def test_who_types_on_after_the_session_ended_signs_in_and_finds_it_saved(client):
    application = ApplicationFactory()
    here = address(application, CONTACT)

    asked = client.post(here, {**contact_information(), "next": "1"})
    assert asked.status_code == 302
    assert asked["Location"].endswith(f"?next={here}")
    assert not StepDraft.objects.exists()
    assert "What you typed is kept. Sign in, and it is saved." in text(
        client.get(asked["Location"])
    )
    client.force_login(application.applicant)
    page = text(client.get(here, follow=True))

    assert "What you typed before is saved." in page
    assert ContactInformation.objects.get().home_city == "Lagos"
    assert "What you typed before is saved." not in text(client.get(here))


def test_what_was_typed_before_the_sign_in_is_for_its_owner_only(client):
    application = ApplicationFactory()
    here = address(application, CONTACT)
    client.post(here, {"home_city": "Lagos", "save": "1"})

    client.force_login(UserFactory())

    assert client.get(here).status_code == 404
    assert not StepDraft.objects.exists()


def test_older_answers_typed_before_the_sign_in_overwrite_nothing(client):
    application = ApplicationFactory()
    here = address(application, CONTACT)
    client.force_login(application.applicant)
    client.post(here, {"home_city": "Abuja", "save": "1"})
    client.logout()
    client.post(here, {"home_city": "Lagos", "version": "0", "save": "1"})
    client.force_login(application.applicant)

    page = text(client.get(here))

    assert "This page was also changed in another window" in page
    assert "Lagos" in page
    assert "Abuja" in page
    assert StepDraft.objects.get().data["fields"]["home_city"] == ["Abuja"]


def test_autosave_says_that_one_is_signed_out(client):
    application = ApplicationFactory()

    answer = client.post(address(application, CONTACT), {}, headers={"X-Autosave": "1"})

    assert (answer.status_code, answer.json()) == (401, {"signed_out": True})


def older_page(application, **headers):
    """A step is sent from a page whose token was replaced by a sign-in in another window."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(application.applicant)
    here = address(application, CONTACT)
    (form,) = lxml.html.fromstring(text(client.get(here))).xpath("//form[@id='step-form']")
    client.cookies["csrftoken"] = "n" * 32
    typed = {**dict(form.form_values()), "home_city": "Lagos", "save": "1"}
    return client, client.post(here, typed, headers=headers)


def test_what_a_page_from_before_the_sign_in_sends_is_saved():
    application = ApplicationFactory()

    client, answer = older_page(application, origin="http://testserver")
    page = text(client.get(answer["Location"], follow=True))

    assert "What you typed before is saved." in page
    assert StepDraft.objects.get().data["fields"]["home_city"] == ["Lagos"]


@pytest.mark.parametrize("origin", [{}, {"origin": "https://elsewhere.example"}])
def test_what_another_site_sends_is_kept_nowhere(origin):
    application = ApplicationFactory()

    client, answer = older_page(application, **origin)
    client.get(address(application, CONTACT))

    assert answer.status_code == 403
    assert "Please send it once more" in text(answer)
    assert not StepDraft.objects.exists()


def test_autosave_of_an_older_page_asks_to_press_save():
    _client, answer = older_page(
        ApplicationFactory(), **{"origin": "http://testserver", "x-autosave": "1"}
    )

    assert (answer.status_code, answer.json()) == (401, {"signed_out": True})


def test_signing_out_from_a_step_signs_out(client):
    application = ApplicationFactory()
    client.force_login(application.applicant)

    client.post(address(application, CONTACT), {"home_city": "Lagos", "sign_out": "1"})

    assert "_auth_user_id" not in client.session


def test_two_versions_say_when_they_were_saved_on_the_readers_clock(client):
    application = ApplicationFactory(applicant__time_zone="Africa/Lagos")
    here = address(application, CONTACT)
    client.force_login(application.applicant)
    client.post(here, {"home_city": "Abuja", "save": "1"})

    page = text(client.post(here, {"home_city": "Lagos", "version": "0", "save": "1"}))

    saved_at = StepDraft.objects.get().saved_at
    assert f"Saved {own_time(saved_at, 'Africa/Lagos')}" in page


def test_two_versions_are_still_two_in_the_other_language(client):
    application = ApplicationFactory()
    here = address(application, CONTACT)
    client.force_login(application.applicant)
    client.post(here, {"home_city": "Abuja", "save": "1"})
    shown = {"home_city": "Lagos", "version": "1", "differing": "1"}

    page = client.post(here, {**shown, "language": "zh-hans"})

    assert '<html lang="zh-Hans">' in text(page)
    assert "Abuja" in text(page)
    assert '<input type="hidden" name="home_city" value="Lagos">' in text(page)
    assert StepDraft.objects.get().data["fields"]["home_city"] == ["Abuja"]
