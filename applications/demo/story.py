"""What happened to the invented applicants so far: real verbs, told with their times."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.roles import Role
from applications import lifecycle, rules
from applications.demo.answers import Person, answers_of
from applications.demo.paper import paper
from applications.demo.passport import Bearer, passport_page
from applications.demo.portrait import portrait
from applications.demo.staff import make_user
from applications.models import (
    Application,
    DocumentRequirement,
    Guidelines,
    Offering,
    Outcome,
    RevisionItem,
    RevisionRequest,
)
from applications.models.document import Part
from applications.models.requirement import Drawing, Evidence, Validity
from applications.reasons import REFUSAL, REVISION
from applications.status import Status
from applications.wizard import drafts, evidence, files, flow, photos
from notifications.models import InboxItem, Mail, MailState
from payments import lifecycle as payments
from payments import transfers
from payments.gateways.base import Fact, FactKind, FactState

APPLICANTS = Path(__file__).parent / "data" / "applicants.csv"
BLUE, WHITE = (67, 142, 219), (255, 255, 255)
# Too grey for the check; a person may see it otherwise.
PALE_WALL = (203, 202, 196)
TIME_ZONES = {
    "NG": "Africa/Lagos",
    "VN": "Asia/Ho_Chi_Minh",
    "KZ": "Asia/Almaty",
    "PE": "America/Lima",
}
ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)
Colleagues = dict[Role, User]
Verb = Callable[["Story"], None]


def people() -> list[Person]:
    """The applicants, in the order of their table."""
    with APPLICANTS.open(encoding="utf-8", newline="") as file:
        return [Person(**row) for row in csv.DictReader(file)]


def tell(person: Person, *, office: Colleagues, password: str, now: datetime) -> Application:
    """Let this person register, apply, and come as far as the table says."""
    story = Story(person, office, password, now)
    for verb in PATHS[Status(person.status)]:
        verb(story)
    if person.pays == "transfer":
        transfer(story)
    story.forget_mails()
    return story.application


class Story:
    """One applicant's way."""

    def __init__(self, person: Person, office: Colleagues, password: str, now: datetime) -> None:
        self.person, self.office, self.today = person, office, now
        self.now = now - timedelta(days=int(person.days_ago))
        self.applicant = make_user(
            person.username,
            f"{person.username}@mail.example",
            password,
            first_name=person.given_names.split()[0].title(),
            last_name=person.surname.title(),
            language=person.language,
            time_zone=TIME_ZONES.get(person.nationality, ""),
            date_joined=self.now - ONE_DAY,
        )
        self.application = self._start()

    def _start(self) -> Application:
        offering = Offering.objects.get(
            programme__code=self.person.programme, intake__code__endswith=self.person.intake
        )
        return lifecycle.start(
            offering, by=self.applicant, guidelines=Guidelines.current(), now=self.now
        )

    def later(self, by: timedelta) -> datetime:
        """Let time pass."""
        self.now += by
        return self.now

    def forget_mails(self) -> None:
        """Invented people get no mail; what they were told stays under Notices, with its time."""
        Mail.objects.filter(recipient=self.applicant.email).update(
            state=MailState.SENT, sent_at=self.now, body="", html=""
        )
        changes = list(self.application.changes.order_by("-pk"))
        items = InboxItem.objects.of(self.applicant).order_by("-pk")
        for item, change in zip(items, changes, strict=False):
            item.created_at = change.at
            item.read_at = change.at + ONE_HOUR if change != changes[0] else None
            item.save()


def fill(story: Story, slugs: frozenset[str] | None = None) -> None:
    """Type the answers into all steps, or into some."""
    answers = answers_of(story.person, story.application, story.today.date())
    for slug, typed in answers.items():
        if slugs is None or slug in slugs:
            step = flow.find(slug)
            assert step is not None  # noqa: S101 - the answers are written for our own steps
            drafts.save(story.application, step, typed, version=0, by=story.applicant)
    background = BLUE if story.person.number % 2 else WHITE
    is_doubted = story.person.photo == "pale-wall"
    picture = portrait(story.person.number, background=PALE_WALL if is_doubted else background)
    photos.keep_photo(
        story.application, SimpleUploadedFile("photo.jpg", picture), by=story.applicant
    )
    if is_doubted:
        photos.ask_a_person(story.application, by=story.applicant)


def begin(story: Story) -> None:
    """Fill in the first steps and leave the rest for another evening."""
    fill(story, frozenset({"basic-information", "study-plan", "education-employment"}))


def upload(story: Story) -> None:
    """One scan for every document that is asked for; of the diploma a translation, too."""
    wanted = DocumentRequirement.objects.filter(intake=story.application.intake, is_required=True)
    for requirement in wanted:
        _send(story, requirement, Part.ORIGINAL)
        if requirement.evidence == Evidence.CERTIFICATE and story.person.university:
            _send(story, requirement, Part.TRANSLATION)


def _send(story: Story, requirement: DocumentRequirement, part: Part) -> None:
    """Send a scan, and say from which school it is and when it was issued.

    It is always from the last school, so that the evidence of earlier ones is missing.
    """
    name = f"{story.person.surname} {story.person.given_names}".strip()
    lines = [name, story.person.university or story.person.school, "A specimen, for show only."]
    title = requirement.name_en if part == Part.ORIGINAL else f"{requirement.name_en}, translated"
    if requirement.drawing == Drawing.PASSPORT:
        sent = SimpleUploadedFile("passport.jpg", _passport(story))
    else:
        scan = paper(title, lines, seed=story.person.number)
        sent = SimpleUploadedFile(f"{requirement.code}-{part}.pdf", scan)
    files.keep_documents(story.application, requirement, [sent], part=part, by=story.applicant)
    document = story.application.documents.filter(requirement=requirement, part=part).get()
    if requirement.evidence:
        document.school = evidence.schools_kept(story.application)[-1]
    if requirement.validity not in ("", Validity.PASSPORT):
        document.issued_on = (story.now - timedelta(days=40)).date()
    files.describe_document(document, by=story.applicant)


def _passport(story: Story) -> bytes:
    basics = story.application.basic_information
    bearer = Bearer(
        surname=basics.passport_surname,
        given_names=basics.passport_given_names,
        number=basics.passport_number,
        sex=basics.gender,
        born_on=basics.date_of_birth,
        expires_on=basics.passport_expiry_date,
    )
    return passport_page(story.person.number, bearer)


def submit(story: Story) -> None:
    """Declare and submit."""
    lifecycle.submit(story.application, by=story.applicant, now=story.later(ONE_DAY))


def pay(story: Story) -> None:
    """Pay by WeChat, as the gateway would report it; where no fee is due there is nothing to do."""
    if not story.application.bill:
        return
    at = story.later(ONE_HOUR)
    payment = payments.start_payment(story.application.bill, channel="wechat", now=at)
    fact = Fact(
        kind=FactKind.PAYMENT,
        state=FactState.DONE,
        number=payment.number,
        merchant="demo",
        transaction_id=f"4200{story.person.number:024}",
        fen=payment.fen,
        currency=payment.currency,
        happened_at=at,
    )
    payments.settle(payment, fact, merchant="demo", now=at)


def transfer(story: Story) -> None:
    """Pay by bank transfer and send the slip, which the office has not looked at yet."""
    bill = story.application.bill
    assert bill is not None  # noqa: S101 - the table names an intake with a fee
    at = story.later(ONE_HOUR)
    payment = payments.start_payment(bill, channel="offline", now=at)
    payments.present(payment, {"kind": "transfer", "url": "", "fields": {}})
    lines = [f"From: {story.person.surname} {story.person.given_names}", f"To: {payment.number}"]
    scan = paper("Remittance slip", [*lines, f"CNY {bill.fen // 100}.00"], seed=bill.pk)
    slip = SimpleUploadedFile("remittance-slip.pdf", scan)
    transfers.send(payment, slip, now=story.later(ONE_DAY))


def take(story: Story) -> None:
    """An officer takes the file."""
    lifecycle.take(story.application, by=story.office[Role.OFFICER], now=story.later(ONE_DAY))


def return_for_revision(story: Story) -> None:
    """The officer asks for a better transcript."""
    transcript = story.application.intake.document_requirements.get(code="transcript")
    reason = REVISION["transcript_incomplete"]
    request = RevisionRequest(due_at=story.today + timedelta(days=10))
    request.new_items = [  # type: ignore[attr-defined]
        RevisionItem(requirement=transcript, reason_en=reason.en, reason_zh=reason.zh)
    ]
    lifecycle.return_for_revision(
        story.application, by=story.office[Role.OFFICER], request=request, now=story.later(ONE_DAY)
    )


def prepare(outcome: Outcome) -> Verb:
    """The officer prepares a decision."""

    reason = REFUSAL["quota"] if outcome == Outcome.REFUSE else None

    def verb(story: Story) -> None:
        lifecycle.prepare(
            story.application,
            by=story.office[Role.OFFICER],
            outcome=outcome,
            reason_en=reason.en if reason else "",
            reason_zh=reason.zh if reason else "",
            reason_code=reason.code if reason else "",
            now=story.later(ONE_DAY),
        )

    return verb


def release(story: Story) -> None:
    """A colleague looks at what was prepared and releases it."""
    decision = story.application.decisions.prepared().get()
    lifecycle.release(decision, by=story.office[Role.ADMINISTRATOR], now=story.later(ONE_DAY))
    story.application.refresh_from_db()


def withdraw(story: Story) -> None:
    """The applicant changes their mind."""
    lifecycle.withdraw(story.application, by=story.applicant, now=story.later(ONE_DAY))


def expire(story: Story) -> None:
    """The intake closes before the draft is sent."""
    lifecycle.expire(
        story.application, cause=rules.NOT_SUBMITTED, now=story.application.intake.closes_at
    )


_SENT: tuple[Verb, ...] = (fill, upload, submit)
_PAID: tuple[Verb, ...] = (*_SENT, pay)
_READ: tuple[Verb, ...] = (*_PAID, take)
PATHS: dict[Status, tuple[Verb, ...]] = {
    Status.DRAFT: (begin,),
    Status.SUBMITTED: _SENT,
    Status.QUEUED: _PAID,
    Status.IN_REVIEW: _READ,
    Status.RETURNED: (*_READ, return_for_revision),
    Status.WAITLISTED: (*_READ, prepare(Outcome.WAITLIST), release),
    Status.ADMITTED: (*_READ, prepare(Outcome.ADMIT), release),
    Status.REFUSED: (*_READ, prepare(Outcome.REFUSE), release),
    Status.WITHDRAWN: (*_SENT, withdraw),
    Status.EXPIRED: (begin, expire),
}
