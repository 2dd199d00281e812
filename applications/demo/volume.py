"""Many applications, to see how the house bears them: rows of the demo, cloned in SQL.

Cloned are people, bills, payments, answers, history and decisions of applications that wait for
the office or are over, with their times at least a month back, so that nothing is due because of
them: no reminder, no paper, no expiry, no mail.  Files, drafts and notices are not cloned, and a
study plan is cut, so that a million fit on a laptop.
"""

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max, QuerySet

from accounts.models import User
from applications import models as tables
from applications.models import Application
from applications.status import Status
from payments.models import Bill, Payment

CLONED = (
    *(Status.QUEUED, Status.IN_REVIEW, Status.WAITLISTED, Status.ADMITTED, Status.REFUSED),
    *(Status.WITHDRAWN, Status.EXPIRED),
)
NAME = "volume-"  # begins the user name of every clone
BATCH = 50_000
_PLAN_LETTERS = 200
_DIGITS = "substr(cast(1000000000 + v.n as varchar(10)), 2)"  # n in nine digits
_ANSWERS = (
    *(tables.BasicInformation, tables.StudyPlan, tables.ContactInformation, tables.Declaration),
    *(tables.AdditionalInformation, tables.EducationRecord, tables.EducationGap),
    *(tables.EmploymentRecord, tables.FamilyMember, tables.StatusChange, tables.Decision),
)
# Which table is filled from which, and what of a row is the clone's own.
_TABLES: tuple[tuple[type[models.Model], str, Mapping[str, str]], ...] = (
    (
        User,
        "id = v.like_person",
        {"id": "v.person", "username": f"'{NAME}' || {_DIGITS}", "password": "'!'"}
        | {"email": f"'{NAME}' || {_DIGITS} || '@mail.example'"},
    ),
    (
        EmailAddress,
        "user_id = v.like_person",
        {"user_id": "v.person", "email": f"'{NAME}' || {_DIGITS} || '@mail.example'"},
    ),
    (
        Bill,
        "id = v.like_bill",
        {"id": "v.bill", "key": f"'{NAME}' || {_DIGITS}", "payer_id": "v.person"},
    ),
    (
        Payment,
        "bill_id = v.like_bill AND t.status = 'paid'",
        {"bill_id": "v.bill", "number": f"'V' || {_DIGITS}", "transaction_id": f"'V' || {_DIGITS}"},
    ),
    (
        Application,
        "id = v.like_application",
        {"id": "v.application", "key": f"'{NAME}' || {_DIGITS}", "applicant_id": "v.person"}
        | {"reference": f"v.head || {_DIGITS}", "bill_id": "v.bill"},
    ),
    *(
        (table, "application_id = v.like_application", {"application_id": "v.application"})
        for table in _ANSWERS
    ),
)
_OWN = {
    "passport_number": f"'V' || {_DIGITS}",
    "study_plan": f"substr(t.study_plan, 1, {_PLAN_LETTERS})",
}


def grow_to(count: int, say: Callable[[str], object]) -> int:
    """Clone until there are so many applications; returns how many were added.

    Raises ValueError where there is nothing to clone.
    """
    likes = list(Application.objects.filter(status__in=CLONED).exclude(_is_clone()).order_by("pk"))
    if not likes:
        raise ValueError("There is no application to clone.")
    wanted = count - Application.objects.count()
    first = Application.objects.filter(_is_clone()).count() + 1
    for start in range(first, first + wanted, BATCH):
        end = min(start + BATCH, first + wanted)
        with transaction.atomic():
            _clone(likes, start, end)
        say(f"{end - first:,} of {wanted:,} applications cloned")
    return max(wanted, 0)


def _is_clone() -> models.Q:
    return models.Q(applicant__username__startswith=NAME)


def _clone(likes: list[Application], start: int, end: int) -> None:
    with connection.cursor() as cursor:
        _number(cursor, likes, start, end)
        for table, source, own in _TABLES:
            cursor.execute(_insertion(table, source, own))
        cursor.execute("DROP TABLE demo_volume")
        for statement in connection.ops.sequence_reset_sql(no_style(), [User, Bill, Application]):
            cursor.execute(statement)


def _number(cursor: Any, likes: list[Application], start: int, end: int) -> None:
    """One row for each clone: its numbers, and those of the row it is like."""
    rows, values = [], []
    for place, like in enumerate(likes):
        rows.append("SELECT %s AS place, %s AS a, %s AS p, %s AS b, %s AS head")
        head = like.reference.rpartition("-")[0] + "-"
        values += [place, like.pk, like.applicant_id, like.bill_id, head]
    last = [_last(model) - start + 1 for model in (Application, User, Bill)]
    cursor.execute(
        "CREATE TEMPORARY TABLE demo_volume AS"  # noqa: S608 nothing in it was typed by anybody
        " WITH RECURSIVE numbers(n) AS"
        " (SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < %s),"
        f" likes AS ({' UNION ALL '.join(rows)})"
        " SELECT n, a AS like_application, p AS like_person, b AS like_bill, head,"
        " n + %s AS application, n + %s AS person,"
        " CASE WHEN b IS NULL THEN NULL ELSE n + %s END AS bill"
        f" FROM numbers JOIN likes ON place = n %% {len(likes)}",
        [start, end, *values, *last],
    )


def _last(model: type[models.Model]) -> int:
    known: QuerySet[models.Model] = model.objects.all()  # type: ignore[attr-defined]
    return known.aggregate(last=Max("pk"))["last"] or 0


def _insertion(table: type[models.Model], source: str, own: Mapping[str, str]) -> str:
    meta = table._meta  # noqa: SLF001 the documented interface of models
    columns = {
        field.column: own.get(field.column) or _copied(field)
        for field in meta.concrete_fields
        if not field.primary_key or field.column in own
    }
    return (
        f"INSERT INTO {meta.db_table} ({', '.join(map(_quoted, columns))})"  # noqa: S608
        f" SELECT {', '.join(columns.values())}"
        f" FROM demo_volume v JOIN {meta.db_table} t ON t.{source}"
    )


def _copied(field: models.Field[Any, Any]) -> str:
    """The column of the row it is like; times lie one to eleven months further back."""
    if field.column in _OWN:
        return _OWN[field.column]
    column = f"t.{_quoted(field.column)}"
    if not isinstance(field, models.DateTimeField):
        return column
    if connection.vendor == "sqlite":
        return f"datetime({column}, '-' || (30 + v.n % 300) || ' days')"
    return f"{column} - interval '1 day' * (30 + v.n % 300)"


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
