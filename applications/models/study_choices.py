"""The lists of step 2: languages, tests, money for the studies, and what is wished for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Rating(TextChoices):
    """A person's own view of how well they know a language."""

    NATIVE = "native", _("Native")
    EXCELLENT = "excellent", _("Excellent")
    GOOD = "good", _("Good")
    FAIR = "fair", _("Fair")
    POOR = "poor", _("Poor")
    NONE = "none", pgettext_lazy("language level", "None")


class HskLevel(TextChoices):
    """Levels of the Chinese proficiency test."""

    NONE = "none", _("No HSK yet")
    ONE = "1", _("HSK 1")
    TWO = "2", _("HSK 2")
    THREE = "3", _("HSK 3")
    FOUR = "4", _("HSK 4")
    FIVE = "5", _("HSK 5")
    SIX = "6", _("HSK 6")
    SEVEN = "7", _("HSK 7")
    EIGHT = "8", _("HSK 8")
    NINE = "9", _("HSK 9")


class HskkLevel(TextChoices):
    """Levels of the spoken Chinese test."""

    PRIMARY = "primary", _("HSKK primary")
    INTERMEDIATE = "intermediate", _("HSKK intermediate")
    ADVANCED = "advanced", _("HSKK advanced")


class EnglishTest(TextChoices):
    """Tests of English we know the scale of."""

    IELTS = "ielts", _("IELTS")
    TOEFL = "toefl", _("TOEFL iBT")
    TOEFL_ESSENTIALS = "toefl_essentials", _("TOEFL Essentials")
    TOEFL_ITP = "toefl_itp", _("TOEFL ITP (paper)")
    DUOLINGO = "duolingo", _("Duolingo English Test")
    PTE = "pte", _("PTE Academic")
    CAMBRIDGE = "cambridge", _("Cambridge English")
    TOEIC = "toeic", _("TOEIC")


class EnglishExemption(TextChoices):
    """Why no English test is needed."""

    NATIVE = "native", _("English is my native language")
    DEGREE = "degree", _("My previous degree was taught in English")
    COUNTRY = "country", _("I studied in an English-speaking country for a year or more")
    OTHER = "other", _("Another reason")


class SupervisorAgreed(TextChoices):
    """Whether the professor takes the applicant."""

    YES = "yes", _("Yes")
    WAITING = "waiting", _("I am waiting for an answer")
    NO = "no", _("Not asked yet")


class Preparatory(TextChoices):
    """How long somebody learns Chinese before the studies."""

    HALF_YEAR = "half", _("Half a year")
    YEAR = "year", _("One year")


class CscaChinese(TextChoices):
    """The two papers of Chinese in the entrance test."""

    ARTS = "arts", _("Chinese for arts")
    SCIENCE = "science", _("Chinese for science")


class Housing(TextChoices):
    """A wish, not a booking."""

    SINGLE = "single", _("Single room")
    DOUBLE = "double", _("Double room")
    NO = "no", _("No room on campus")


class Funding(TextChoices):
    """Sources of funds, by the ministry's codes."""

    INTERNATIONAL = "1", _("International organisation")
    CHINESE_GOVERNMENT = "2", _("Chinese government")
    OWN_GOVERNMENT = "3", _("Own government")
    UNIVERSITIES = "4", _("Agreement between universities")
    SELF = "5", _("Self-funded")
    COMPANY = "6", pgettext_lazy("funding", "Company")
