"""What the bench fills the installation with: programmes, rows of the bare tables, visitors."""

import itertools
from contextlib import contextmanager

CLIENTS = 8
PROGRAMMES = 5_000
_SUBJECTS = ("Hydraulic", "Marine", "Civil", "Software", "Materials", "Energy", "Textile", "Food")
_FIELDS = ("Engineering", "Economics", "Design", "Chemistry", "Management", "Physics")


def fill(applications):
    """The demo's university with this many applications, and as many rows of the bare list."""
    from django.core.management import call_command

    with _trusted():
        call_command("demo", force=True, applications=applications, stdout=_Nowhere())
    _grow_bare_list(applications)
    analyse()


@contextmanager
def _trusted():
    """Clones are copies of rows that were checked: half of the time would go into looking again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


class _Nowhere:
    def write(self, text):
        pass


def analyse():
    """As PostgreSQL does by itself after a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def add_programmes():
    """Programmes until there are 5,000 that can be applied for."""
    from applications.models import Intake, Offering, Programme, ResearchArea

    intakes = list(Intake.objects.open())
    models = list(Programme.objects.select_related("department", "major"))
    made = []
    names = itertools.cycle(itertools.product(_SUBJECTS, _FIELDS))
    for number in range(PROGRAMMES - Offering.objects.filter(intake__in=intakes).count()):
        like, (subject, field) = models[number % len(models)], next(names)
        made.append(
            Programme(
                code=f"bench-{number}",
                name_en=f"{subject} {field} {number}",
                name_zh=f"专业{number}",
                department=like.department,
                major=like.major,
                admission_type=intakes[number % len(intakes)].admission_type,
                teaching_language=like.teaching_language,
                years=like.years,
                position=number,
            )
        )
    Programme.objects.bulk_create(made)
    Offering.objects.bulk_create(
        Offering(programme=programme, intake=intakes[number % len(intakes)])
        for number, programme in enumerate(made)
    )
    ResearchArea.objects.bulk_create(
        ResearchArea(programme=programme, name_en=name, name_zh="方向")
        for number, programme in enumerate(made)
        for name in ("Flood control", f"Area of {number}")
    )


def _grow_bare_list(count):
    from django.db import connection

    from tests.bench.bare.models import Entry

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_entry (number, person, programme, status, country, sent_at, is_paid)"
            " SELECT 'N' || lpad(n::text, 7, '0'), 'Person ' || n, (%s)[1 + n %% 8] || ' Engineering',"
            " (%s)[1 + n %% 4], 'NG', now() - n * interval '1 minute', n %% 3 > 0"
            " FROM generate_series(%s, %s) AS n",
            [list(_SUBJECTS), ["red", "green", "blue", "white"], Entry.objects.count(), count - 1],
        )


def applicants():
    """Eight people with a draft in which everything is filled in: session and application."""
    from applications import lifecycle
    from applications.models import Guidelines
    from tests.factories.accounts import UserFactory
    from tests.factories.typed import fill as fill_in

    offering, found = _offering(), []
    for _ in range(CLIENTS):
        person = UserFactory()
        application = lifecycle.start(offering, by=person, guidelines=Guidelines.current())
        fill_in(application)
        _paper_of(person)
        found.append((_session(person), application))
    return found


def _offering():
    """A master's programme, paid by oneself: the usual questions, and most of them."""
    from applications.models import FundingKind, Offering

    return Offering.objects.filter(
        programme__code__startswith="bench-",
        intake__admission_type__code="M",
        intake__funding_category__kind=FundingKind.SELF,
    ).earliest("pk")


def officer():
    """The session of a member of the office, who may see the bare list too."""
    from django.contrib.auth.models import Permission

    from tests.factories.accounts import UserFactory

    person = UserFactory(officer=True)
    person.user_permissions.add(Permission.objects.get(codename="view_entry"))
    return _session(person)


def _paper_of(person):
    from datetime import date

    from tests.bench.bare.models import Paper

    texts = ("title", "surname", "given_names", "phone", "street", "city", "postcode")
    Paper.objects.create(
        owner=person,
        **dict.fromkeys(texts, "Some words"),
        email=person.email,
        born=date(2001, 5, 14),
        colour="red",
        second_colour="blue",
        number=7,
        text="river " * 800,
    )


def _session(person):
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return client.cookies["sessionid"].value
