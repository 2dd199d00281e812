"""What the invented applicants type into the seven steps."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from applications.models import Application, FundingKind
from applications.models.catalogue import TeachingLanguage
from applications.wizard.typed import Fields, Typed

PLAN = (Path(__file__).parent / "data" / "plan.en.txt").read_text(encoding="utf-8")
CARETAKERS = {"M": ("father", "IBRAHIM"), "F": ("mother", "MARIAM")}


@dataclass(frozen=True)
class Person:
    """One row of the applicants' table."""

    username: str
    language: str
    surname: str
    given_names: str
    gender: str
    age: str
    nationality: str
    place: str
    native_language: str
    religion: str
    phone: str
    school: str
    university: str
    programme: str
    intake: str
    status: str
    days_ago: str
    photo: str
    pays: str

    @property
    def number(self) -> int:
        """A number of its own, from the letters of the name."""
        return sum(ord(letter) * place for place, letter in enumerate(self.username, 1))


def answers_of(person: Person, application: Application, today: date) -> dict[str, Typed]:
    """What this person types, step by step."""
    born = date(today.year - int(person.age), 1 + person.number % 12, 1 + person.number % 28)
    return {
        "basic-information": _basic(person, born, today),
        "study-plan": _plan(person, application, today),
        "education-employment": _education(person, born, today),
        "additional-information": _additional(person),
        "contact-information": _contact(person),
        "pre-review": _declaration(person),
    }


def _typed(fields: dict[str, str], **rows: list[dict[str, str]]) -> Typed:
    return {
        "fields": _fields(fields),
        "rows": {prefix: [_fields(row) for row in found] for prefix, found in rows.items()},
    }


def _fields(values: dict[str, str]) -> Fields:
    return {name: [value] for name, value in values.items() if value}


def _basic(person: Person, born: date, today: date) -> Typed:
    return _typed(
        {
            "passport_surname": person.surname,
            "no_surname": "" if person.surname else "on",
            "passport_given_names": person.given_names,
            "gender": person.gender,
            "date_of_birth": born.isoformat(),
            "birth_country": person.nationality,
            "birth_place": person.place,
            "nationality": person.nationality,
            "chinese_origin": "no",
            "passport_type": "ordinary",
            "passport_number": f"{person.nationality}{7000000 + person.number}",
            "passport_expiry_date": date(today.year + 6, 5, 14).isoformat(),
            "native_language": person.native_language,
            "religion": person.religion,
            "marital_status": "single",
            "highest_education": "bachelor" if person.university else "senior",
            "occupation": "student",
            "employer_or_school": person.university or person.school,
            "in_china_now": "False",
            "been_in_china": "False",
        }
    )


def _plan(person: Person, application: Application, today: date) -> Typed:
    programme = application.offering.programme
    begins = application.intake.starts_on.replace(day=1)
    ends = begins + timedelta(days=round(float(programme.years) * 365) - 40)
    taught_in_chinese = programme.teaching_language != TeachingLanguage.ENGLISH
    taught_in_english = programme.teaching_language != TeachingLanguage.CHINESE
    tested = (today - timedelta(days=150)).isoformat()
    area = programme.research_areas.first()
    fields = {
        "study_start": begins.isoformat(),
        "study_end": ends.replace(day=1).isoformat(),
        "research_area": area.name_en if area else "",
        "funding_source": "5",
        "chinese_level": "good" if taught_in_chinese else "poor",
        "hsk_level": "4" if taught_in_chinese else "none",
        "english_level": "good",
        "study_plan": PLAN.format(
            city=person.place,
            school=person.university or person.school,
            programme=programme.name_en,
        ),
    }
    if taught_in_chinese:
        fields |= {"hsk_score": "231", "hsk_date": tested, "hsk_number": f"H4{person.number}"}
    if taught_in_english:
        fields |= {
            "english_test": "ielts",
            "english_score": "6.5",
            "english_date": tested,
            "english_number": f"IE{person.number}",
        }
    return _typed({**fields, **_of_funding(person, application)})


def _of_funding(person: Person, application: Application) -> dict[str, str]:
    """What only scholars and exchange students are asked."""
    if application.intake.funding_category.kind == FundingKind.NATIONAL:
        return {"agency_number": "50611", "csc_number": f"2027{person.number:08}"}
    if application.intake.admission_type.code != "X":
        return {}
    return {
        "home_university": person.university or person.school,
        "home_university_country": person.nationality,
        "home_student_no": str(person.number),
        "home_coordinator": "Dr. Maria Rossi",
        "home_coordinator_email": "exchange@home.example",
        "nominated": "True",
    }


def _education(person: Person, born: date, today: date) -> Typed:
    finished = born.year + 18
    schools = [
        _school(person, person.school, "junior", finished - 6, finished - 3),
        _school(person, person.school, "senior", finished - 3, finished),
    ]
    if person.university:
        schools.append(
            {
                **_school(person, person.university, "bachelor", finished, finished + 4),
                "field": "Engineering",
                "qualification": "Bachelor of Science",
            }
        )
    last = finished + (4 if person.university else 0)
    idle = date(today.year, today.month, 1)
    jobs = []
    if date(last, 7, 1) + timedelta(days=90) < idle:
        jobs.append(
            {
                "employer": "District Office",
                "country": person.nationality,
                "start": date(last, 8, 1).isoformat(),
                "post": "Assistant",
            }
        )
    fields = {} if jobs else {"no_employment": "on"}
    return _typed(fields, education=schools, employment=jobs)


def _school(person: Person, name: str, level: str, begun: int, ended: int) -> dict[str, str]:
    return {
        "level": level,
        "institution": name,
        "country": person.nationality,
        "city": person.place,
        "start": date(begun, 9 if level != "junior" else 8, 1).isoformat(),
        "end": date(ended, 7, 1).isoformat(),
        "field": "General",
        "status": "graduated",
        "qualification": "Certificate",
    }


def _additional(person: Person) -> Typed:
    relation, name = CARETAKERS[person.gender]
    full_name = f"{person.surname} {name}".strip()
    phone = person.phone[:-1] + str((int(person.phone[-1]) + 1) % 10)
    return _typed(
        {
            "sponsor_type": "parent",
            "sponsor_name": full_name,
            "sponsor_relation": relation,
            "sponsor_occupation": "company",
            "sponsor_address": f"12 Market Street, {person.place}",
            "sponsor_phone": phone,
            "emergency_name": full_name,
            "emergency_relation": relation,
            "emergency_phone": phone,
            "how_heard": "website",
        },
        family=[{"relation": relation, "name": full_name, "occupation": "company", "age": "52"}],
    )


def _contact(person: Person) -> Typed:
    return _typed(
        {
            "home_street": "12 Market Street",
            "home_city": person.place,
            "home_region": person.place,
            "home_country": person.nationality,
            "current_same": "on",
            "phone": person.phone,
            "delivery_method": "electronic",
            "language_preference": "zh" if person.language == "zh-hans" else "en",
        }
    )


def _declaration(person: Person) -> Typed:
    declared = (
        "declare_true",
        "declare_law",
        "consent_data",
        "consent_sensitive",
        "understand_lock",
        "understand_fee",
    )
    name = f"{person.surname} {person.given_names}".strip()
    return _typed({**dict.fromkeys(declared, "on"), "signature_name": name})
