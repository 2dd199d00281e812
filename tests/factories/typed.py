"""What an applicant types: posts that every step accepts, and an application filled with them."""

from datetime import date, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from applications.models import Document, Photo
from applications.photo import judge
from applications.wizard import drafts, flow
from portal.keys import new_key

PLAN = " ".join(["river"] * 800)


def day(value, name):
    """A date as its three boxes are posted."""
    return {
        f"{name}_year": str(value.year),
        f"{name}_month": str(value.month),
        f"{name}_day": str(value.day),
    }


def month(value, name):
    """A month as its two boxes are posted."""
    return {f"{name}_year": str(value.year), f"{name}_month": str(value.month)}


def basic_information(**changes):
    today = timezone.localdate()
    return {
        "passport_surname": "OKONKWO",
        "passport_given_names": "ADAEZE NGOZI",
        "gender": "F",
        **day(date(today.year - 25, 5, 14), "date_of_birth"),
        "birth_country": "NG",
        "birth_place": "Lagos",
        "nationality": "NG",
        "chinese_origin": "no",
        "passport_type": "ordinary",
        "passport_number": "A01234567",
        **day(date(today.year + 5, 8, 14), "passport_expiry_date"),
        "native_language": "ig",
        "marital_status": "single",
        "highest_education": "bachelor",
        "occupation": "student",
        "employer_or_school": "University of Ibadan",
        "in_china_now": "False",
        "been_in_china": "False",
        **changes,
    }


def study_plan(**changes):
    today = timezone.localdate()
    return {
        **month(date(today.year + 1, 9, 1), "study_start"),
        **month(date(today.year + 4, 7, 1), "study_end"),
        "research_area": "Flood control",
        "chinese_level": "poor",
        "hsk_level": "none",
        "english_level": "excellent",
        "english_test": "ielts",
        "english_score": "7.0",
        **day(today - timedelta(days=200), "english_date"),
        "funding_source": "5",
        "study_plan": PLAN,
        **changes,
    }


def school(**changes):
    year = timezone.localdate().year
    return {
        "level": "senior",
        "institution": "Queen's College, Lagos",
        "country": "NG",
        **month(date(year - 11, 9, 1), "start"),
        **month(date(year - 8, 6, 1), "end"),
        "status": "graduated",
        "qualification": "Senior School Certificate",
        **changes,
    }


def university(**changes):
    year = timezone.localdate().year
    return {
        "level": "bachelor",
        "institution": "University of Ibadan",
        "country": "NG",
        **month(date(year - 8, 9, 1), "start"),
        **month(date(year - 4, 7, 1), "end"),
        "field": "Civil Engineering",
        "status": "graduated",
        "qualification": "Bachelor of Engineering",
        **changes,
    }


def education(*rows, **changes):
    rows = rows or (school(), university())
    return {**in_rows("education", rows), "no_employment": "on", **changes}


def mother(**changes):
    return {"relation": "mother", "name": "Ngozi Okonkwo", "occupation": "teacher", **changes}


def additional_information(*rows, **changes):
    return {
        **in_rows("family", rows or (mother(),)),
        "sponsor_type": "self",
        "emergency_name": "Ngozi Okonkwo",
        "emergency_relation": "mother",
        "emergency_phone": "+234 802 345 6789",
        **changes,
    }


def contact_information(**changes):
    return {
        "home_street": "12 Awolowo Road",
        "home_city": "Lagos",
        "home_region": "Lagos State",
        "home_country": "NG",
        "current_same": "on",
        "phone": "+234 803 123 4567",
        "delivery_method": "electronic",
        "language_preference": "en",
        **changes,
    }


def declaration(**changes):
    ticks = (
        "declare_true",
        "declare_law",
        "consent_data",
        "consent_sensitive",
        "understand_lock",
        "understand_fee",
    )
    return {**dict.fromkeys(ticks, "on"), "signature_name": "Okonkwo Adaeze Ngozi", **changes}


def in_rows(prefix, rows):
    """Records as they are posted."""
    return {
        f"{prefix}-{number}-{name}": value
        for number, row in enumerate(rows)
        for name, value in row.items()
    }


# What is posted to each step that has questions, in order.
ALL = {
    "basic-information": basic_information,
    "study-plan": study_plan,
    "education-employment": education,
    "additional-information": additional_information,
    "contact-information": contact_information,
    "pre-review": declaration,
}


def as_typed(slug, posted):
    """The draft a post becomes."""
    return flow.find(slug).read(as_query(posted))


def as_query(posted):
    """A post as a view sees it."""
    from django.http import QueryDict

    query = QueryDict(mutable=True)
    for name, value in posted.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def save(application, slug, posted, version=None):
    """Save a step as its applicant."""
    if version is None:
        draft = application.drafts.filter(step=slug).first()
        version = draft.version if draft else 0
    typed = as_typed(slug, posted)
    return drafts.save(
        application, flow.find(slug), typed, version=version, by=application.applicant
    )


def keep_photo(application):
    """A photo that was accepted; nobody looks at its picture."""
    return Photo.objects.create(
        application=application,
        file=SimpleUploadedFile("photo.jpg", jpeg()),
        original_name="photo.jpg",
        content_type="image/jpeg",
        size=1,
        sha256=new_key(),
        background="white",
    )


def doubt_photo(application, colour="red"):
    """A photo that the check refused and the applicant wants looked at."""
    photo = keep_photo(application)
    photo.background, photo.doubt = "other", judge(jpeg(colour), "photo.jpg").as_json()
    photo.save()
    return photo


def keep_document(application, requirement):
    """A document that was accepted."""
    return Document.objects.create(
        application=application,
        requirement=requirement,
        file=SimpleUploadedFile("scan.pdf", b"%PDF-1.4\n%%EOF"),
        original_name="scan.pdf",
        content_type="application/pdf",
        size=14,
        sha256=new_key(),
    )


def jpeg(colour="white", size=(360, 480)):
    """A flat picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def fill(application):
    """Type everything, send everything: nothing is missing but Submit."""
    keep_photo(application)
    for requirement in application.intake.document_requirements.filter(is_required=True):
        keep_document(application, requirement)
    for slug, posted in ALL.items():
        if slug == "pre-review":
            save(application, slug, declaration(**_fee(application)))
        else:
            save(application, slug, posted())
    drafts.settle(application, flow.DOCUMENTS)


def _fee(application):
    return {} if application.intake.fee_fen else {"understand_fee": ""}
