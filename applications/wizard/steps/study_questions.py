"""What step 2 asks, in which order and words, and who is asked what."""

from django.utils.translation import gettext_lazy

from applications.models import FundingKind, Intake
from applications.wizard.forms import Part, When

PARTS = (
    Part(
        gettext_lazy("Your studies"),
        (
            ("study_start", "study_end"),
            "research_area",
            "second_choice",
            "accept_adjustment",
            "funding_source",
            "housing_wanted",
        ),
        lead=gettext_lazy("The admission notice and the visa papers are made from these dates."),
    ),
    Part(
        gettext_lazy("Supervisor"),
        (("supervisor_name", "supervisor_email"), "supervisor_agreed"),
        lead=gettext_lazy("The professor with whom you would like to work."),
    ),
    Part(
        gettext_lazy("Home university"),
        (
            "home_university",
            ("home_university_country", "home_student_no"),
            ("home_coordinator", "home_coordinator_email"),
            "nominated",
            "wanted_courses",
        ),
    ),
    Part(
        gettext_lazy("Scholarship"),
        (
            ("agency_number", "csc_number"),
            "recommended_by",
            "other_scholarships",
            "awards",
            "social_posts",
        ),
    ),
    Part(
        gettext_lazy("Chinese"),
        (
            "chinese_level",
            ("chinese_listening", "chinese_speaking"),
            ("chinese_reading", "chinese_writing"),
            ("hsk_level", "hsk_score"),
            "hsk_date",
            "hsk_number",
            ("hskk_level", "hskk_score"),
            ("chinese_learned_where", "chinese_hours"),
            "chinese_preparatory",
            When("when-preparatory", ("preparatory_length",)),
        ),
        lead=gettext_lazy("HSK results are valid for two years from the test."),
    ),
    Part(
        gettext_lazy("English and other languages"),
        (
            "english_level",
            ("english_test", "english_score"),
            "english_date",
            "english_number",
            "english_exemption",
            "other_languages",
        ),
    ),
    Part(
        gettext_lazy("Entrance test CSCA"),
        (
            "csca_number",
            ("csca_chinese_paper", "csca_chinese"),
            "csca_mathematics",
            ("csca_physics", "csca_chemistry"),
        ),
        lead=gettext_lazy(
            "Mathematics for everybody; physics or chemistry for science, engineering, "
            "agriculture and medicine; no Chinese paper for programmes taught in English."
        ),
    ),
    Part(gettext_lazy("Plan"), ("study_plan", "publications")),
)
HELP = {
    "supervisor_agreed": gettext_lazy("If so, upload the letter of acceptance in step 6."),
    "second_choice": gettext_lazy("In the same intake."),
    "housing_wanted": gettext_lazy("A wish, not a booking."),
    "agency_number": gettext_lazy("From the embassy, or from us for the university programme."),
    "csc_number": gettext_lazy("From the website of the China Scholarship Council."),
    "recommended_by": gettext_lazy("Name, post, telephone or e-mail."),
    "other_scholarships": gettext_lazy("Two at once are normally not allowed."),
    "awards": gettext_lazy("One in a line, with the year."),
    "social_posts": gettext_lazy("One in a line, with the years."),
    "wanted_courses": gettext_lazy("One in a line."),
    "publications": gettext_lazy("One in a line: title, where it was published, year."),
    "english_exemption": gettext_lazy("Upload the proof in step 6."),
    "other_languages": gettext_lazy("For example: French (good), Hausa (native)."),
}
MISSING = {
    "english_test": {
        "required": gettext_lazy(
            "Choose your test, or say below why you need none: the programme is taught in English."
        )
    },
    "hsk_level": {
        "required": gettext_lazy(
            "Choose your level, or “No HSK yet”: the programme is taught in Chinese."
        )
    },
    "study_plan": {"required": gettext_lazy("Write your plan here.")},
}
# Who is asked what, by the codes of the admission types; the rest is for everybody.
_TYPES = {
    "research_area": "MDV",
    "supervisor_name": "MDV",
    "supervisor_email": "MDV",
    "supervisor_agreed": "MD",
    "second_choice": "BM",
    "accept_adjustment": "BM",
    "home_university": "X",
    "home_university_country": "X",
    "home_student_no": "X",
    "home_coordinator": "X",
    "home_coordinator_email": "X",
    "nominated": "X",
    "wanted_courses": "XV",
    "chinese_learned_where": "LV",
    "chinese_hours": "LV",
    "chinese_preparatory": "BMD",
    "preparatory_length": "BMD",
    "csca_number": "B",
    "csca_chinese_paper": "B",
    "csca_chinese": "B",
    "csca_mathematics": "B",
    "csca_physics": "B",
    "csca_chemistry": "B",
    "publications": "MDV",
}
EXCHANGE = tuple(name for name, types in _TYPES.items() if types == "X")
NATIONAL = ("agency_number", "csc_number")
_SCHOLARSHIP = frozenset({"other_scholarships", "awards", "social_posts"})
# Asked of these types, and of whoever applies for a scholarship.
_TYPES_OR_SCHOLARSHIP = {"recommended_by": "L"}


def concerns(name: str, intake: Intake) -> bool:
    """Whether a question is for those who apply in this intake."""
    kind, funding = intake.admission_type.code, intake.funding_category.kind
    if name in NATIONAL:
        return funding == FundingKind.NATIONAL
    if name in _SCHOLARSHIP:
        return funding != FundingKind.SELF
    if name in _TYPES_OR_SCHOLARSHIP:
        return kind in _TYPES_OR_SCHOLARSHIP[name] or funding != FundingKind.SELF
    return name not in _TYPES or kind in _TYPES[name]
