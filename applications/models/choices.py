"""The lists an applicant chooses from.  Codes are kept in the database, words are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

YES_NO = ((True, _("Yes")), (False, _("No")))


class Gender(TextChoices):
    """As marked in the passport."""

    MALE = "M", _("Male")
    FEMALE = "F", _("Female")
    MARKED_X = "X", _("Marked X in the passport")


class ChineseOrigin(TextChoices):
    """Whether Chinese nationality is or was held in the family."""

    NO = "no", _("No")
    PARENT = "parent", _("One or both parents hold or held it")
    SELF = "self", _("I held it myself")
    UNSURE = "unsure", _("Not sure")


class Health(TextChoices):
    """In a word; the examination form says more."""

    GOOD = "good", pgettext_lazy("health", "Good")
    FAIR = "fair", pgettext_lazy("health", "Fair")
    NEEDS_SUPPORT = "support", _("I need support")


class MaritalStatus(TextChoices):
    """Asked by the visa form."""

    SINGLE = "single", _("Single")
    MARRIED = "married", _("Married")
    DIVORCED = "divorced", _("Divorced")
    WIDOWED = "widowed", _("Widowed")
    UNDISCLOSED = "undisclosed", _("Prefer not to say")


class Religion(TextChoices):
    """Used for care on campus only."""

    NONE = "none", _("No religion")
    BUDDHIST = "buddhist", _("Buddhist")
    TAOIST = "taoist", _("Taoist")
    CATHOLIC = "catholic", _("Catholic")
    PROTESTANT = "protestant", _("Christian (Protestant)")
    ORTHODOX = "orthodox", _("Orthodox")
    MUSLIM = "muslim", _("Islam")
    HINDU = "hindu", _("Hindu")
    JEWISH = "jewish", _("Jewish")
    SIKH = "sikh", _("Sikh")
    OTHER = "other", pgettext_lazy("religion", "Other")
    UNDISCLOSED = "undisclosed", _("Prefer not to say")


class EducationLevel(TextChoices):
    """Levels of education, lowest first."""

    JUNIOR = "junior", _("Junior secondary")
    SENIOR = "senior", _("Senior secondary (high school)")
    VOCATIONAL = "vocational", _("Vocational secondary")
    ASSOCIATE = "associate", _("Diploma or associate degree")
    BACHELOR = "bachelor", pgettext_lazy("education", "Bachelor")
    MASTER = "master", pgettext_lazy("education", "Master")
    DOCTOR = "doctor", pgettext_lazy("education", "Doctor")
    OTHER = "other", pgettext_lazy("education", "Other")


class Attained(TextChoices):
    """How a time at a school ended."""

    GRADUATED = "graduated", _("Graduated")
    EXPECTED = "expected", _("Expected to graduate")
    COMPLETED = "completed", _("Completed without a degree")
    INCOMPLETE = "incomplete", _("Left before the end")


class Occupation(TextChoices):
    """What a person does; must agree with the employer on the visa form."""

    STUDENT = "student", _("Student")
    TEACHER = "teacher", _("Teacher")
    RESEARCHER = "researcher", _("Researcher")
    CIVIL_SERVANT = "civil_servant", _("Civil servant")
    COMPANY = "company", _("Company employee")
    ENGINEER = "engineer", _("Engineer or technician")
    MEDICAL = "medical", _("Medical staff")
    MANAGER = "manager", _("Manager")
    SELF_EMPLOYED = "self_employed", _("Self-employed")
    WORKER = "worker", _("Worker")
    FARMER = "farmer", _("Farmer")
    MILITARY = "military", _("Military")
    JOURNALIST = "journalist", _("Journalist")
    RELIGIOUS = "religious", _("Religious worker")
    RETIRED = "retired", _("Retired")
    HOMEMAKER = "homemaker", _("Homemaker")
    UNEMPLOYED = "unemployed", _("Unemployed")
    DECEASED = "deceased", _("Deceased")
    OTHER = "other", pgettext_lazy("occupation", "Other")


class Relation(TextChoices):
    """How somebody is related to the applicant."""

    FATHER = "father", _("Father")
    MOTHER = "mother", _("Mother")
    SPOUSE = "spouse", _("Spouse")
    CHILD = "child", _("Child")
    SIBLING = "sibling", _("Brother or sister")
    GRANDPARENT = "grandparent", _("Grandparent")
    UNCLE_AUNT = "uncle_aunt", _("Uncle or aunt")
    GUARDIAN = "guardian", _("Guardian")
    FRIEND = "friend", _("Friend")
    TEACHER = "teacher", _("Teacher")
    EMPLOYER = "employer", pgettext_lazy("relation", "Employer")
    OTHER = "other", pgettext_lazy("relation", "Other")


class Visa(TextChoices):
    """Visas and permits of foreigners in China."""

    X1 = "X1", _("X1, study of more than 180 days")
    X2 = "X2", _("X2, study of up to 180 days")
    RS = "RS", _("Residence permit for study")
    RW = "RW", _("Residence permit for work")
    RF = "RF", _("Residence permit for family reunion")
    RP = "RP", _("Residence permit for private affairs")
    Z = "Z", _("Z, work")
    F = "F", _("F, visit")
    M = "M", _("M, trade")
    L = "L", _("L, tourism")
    Q = "Q", _("Q1 or Q2, family")
    S = "S", _("S1 or S2, private affairs")
    PR = "PR", _("Permanent residence")
    STAY = "STAY", _("Stay permit")
    NONE = "NONE", _("Entry without visa")
    OTHER = "OTHER", pgettext_lazy("visa", "Other")


class PassportType(TextChoices):
    """Only an ordinary passport can be used for study."""

    ORDINARY = "ordinary", _("Ordinary passport")
    OFFICIAL_ORDINARY = "official_ordinary", _("Official ordinary passport")
    SERVICE = "service", _("Service passport")
    DIPLOMATIC = "diplomatic", _("Diplomatic passport")
    TRAVEL_DOCUMENT = "travel_document", _("Travel document")
    OTHER = "other", pgettext_lazy("passport", "Other")


class MarkScale(TextChoices):
    """The best mark there is."""

    FOUR = "4", "4"
    FOUR_THREE = "4.3", "4.3"
    FIVE = "5", "5"
    TEN = "10", "10"
    TWENTY = "20", "20"
    HUNDRED = "100", "100"
    OTHER = "other", pgettext_lazy("scale", "Other")


class Currency(TextChoices):
    """In which money somebody counts."""

    CNY = "CNY", _("CNY, Chinese yuan")
    USD = "USD", _("USD, US dollar")
    EUR = "EUR", _("EUR, euro")
    GBP = "GBP", _("GBP, pound sterling")
    RUB = "RUB", _("RUB, Russian rouble")
    OTHER = "other", pgettext_lazy("currency", "Other")


class SponsorType(TextChoices):
    """Who pays for the study."""

    SELF = "self", _("Myself")
    PARENT = "parent", _("Parent")
    RELATIVE = "relative", _("Relative")
    EMPLOYER = "employer", pgettext_lazy("relation", "Employer")
    GOVERNMENT = "government", _("Government")
    SCHOLARSHIP = "scholarship", _("Scholarship")
    OTHER = "other", pgettext_lazy("sponsor", "Other")


class HeardFrom(TextChoices):
    """How an applicant heard of the university."""

    WEBSITE = "website", _("University website")
    FRIEND = "friend", _("Friend")
    EMBASSY = "embassy", _("Embassy or consulate")
    PARTNER = "partner", _("Partner university")
    FAIR = "fair", _("Education fair")
    AGENT = "agent", _("Agent")
    SOCIAL_MEDIA = "social_media", _("Social media")


class Delivery(TextChoices):
    """How the admission papers reach the applicant."""

    COURIER = "courier", _("By courier to my address")
    COLLECT = "collect", _("I collect them")
    PARTNER = "partner", _("Through my university")
    ELECTRONIC = "electronic", _("Electronic copies only")


class NoticeLanguage(TextChoices):
    """In which language the office writes."""

    ENGLISH = "en", _("English")
    CHINESE = "zh", _("Chinese")
    BOTH = "both", _("English and Chinese")
