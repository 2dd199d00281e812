"""The typed answers of steps 3 and 4: records in rows, and the people behind the applicant."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from applications.models import choices
from applications.models.application import Application
from applications.models.fields import LanguageField, MonthField


class EducationRecord(models.Model):
    """Step 3: a time at one school."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="education")
    level = models.CharField(_("Level"), max_length=12, choices=choices.EducationLevel.choices)
    institution = models.CharField(_("School"), max_length=120)
    country = CountryField(_("Country"))
    city = models.CharField(_("City"), max_length=80, blank=True)
    start = MonthField(_("From"))
    end = MonthField(_("To"))
    field = models.CharField(_("Main subject"), max_length=120, blank=True)
    status = models.CharField(_("Graduated?"), max_length=12, choices=choices.Attained.choices)
    qualification = models.CharField(
        _("Certificate or degree obtained"), max_length=120, blank=True
    )
    award_date = MonthField(_("Awarded or expected in"), null=True, blank=True)
    gpa = models.DecimalField(
        _("Average mark"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    gpa_scale = models.CharField(
        _("Best possible mark"), max_length=5, choices=choices.MarkScale.choices, blank=True
    )
    language = LanguageField(_("Language of instruction"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("education record")
        verbose_name_plural = _("education records")
        ordering = ("application_id", "pk")

    def __str__(self) -> str:
        return self.institution


class EducationGap(models.Model):
    """Step 3: months without a record, and what the applicant did then."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="education_gaps")
    start = MonthField(_("From"))
    end = MonthField(_("To"))
    explanation = models.CharField(_("What did you do then?"), max_length=300)

    class Meta:
        verbose_name = _("gap between records")
        verbose_name_plural = _("gaps between records")
        ordering = ("application_id", "start")

    def __str__(self) -> str:
        return self.explanation


class EmploymentRecord(models.Model):
    """Step 3: a time at one employer; no end means until today."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="employment")
    employer = models.CharField(_("Employer"), max_length=120)
    country = CountryField(_("Country"))
    start = MonthField(_("From"))
    end = MonthField(_("To"), null=True, blank=True)
    post = models.CharField(_("Post"), max_length=80)
    duties = models.CharField(_("Duties"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("employment record")
        verbose_name_plural = _("employment records")
        ordering = ("application_id", "pk")

    def __str__(self) -> str:
        return self.employer


class FamilyMember(models.Model):
    """Step 4: a parent, a spouse or somebody else of the family."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="family")
    relation = models.CharField(_("Relation"), max_length=12, choices=choices.Relation.choices)
    name = models.CharField(_("Name"), max_length=120)
    age = models.PositiveSmallIntegerField(_("Age"), null=True, blank=True)
    nationality = CountryField(_("Nationality"), blank=True)
    occupation = models.CharField(
        _("Occupation"), max_length=16, choices=choices.Occupation.choices
    )
    employer = models.CharField(_("Employer"), max_length=120, blank=True)
    phone = PhoneNumberField(_("Telephone"), blank=True)
    email = models.EmailField(_("E-mail"), blank=True)

    class Meta:
        verbose_name = _("family member")
        verbose_name_plural = _("family members")
        ordering = ("application_id", "pk")

    def __str__(self) -> str:
        return self.name


class AdditionalInformation(models.Model):
    """Step 4: who pays, whom to call, who answers for a minor."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="additional_information"
    )
    family_none_reason = models.CharField(
        _("No family to name? Say why"), max_length=200, blank=True
    )
    sponsor_type = models.CharField(
        _("Who pays for your study?"), max_length=12, choices=choices.SponsorType.choices
    )
    sponsor_name = models.CharField(_("Name"), max_length=120, blank=True)
    sponsor_relation = models.CharField(
        _("Relation"), max_length=12, choices=choices.Relation.choices, blank=True
    )
    sponsor_nationality = CountryField(_("Nationality"), blank=True)
    sponsor_occupation = models.CharField(
        _("Occupation"), max_length=16, choices=choices.Occupation.choices, blank=True
    )
    sponsor_employer = models.CharField(_("Employer"), max_length=120, blank=True)
    sponsor_address = models.CharField(_("Address"), max_length=200, blank=True)
    sponsor_phone = PhoneNumberField(_("Telephone"), blank=True)
    sponsor_email = models.EmailField(_("E-mail"), blank=True)
    sponsor_annual_amount = models.PositiveIntegerField(
        _("Amount available a year"), null=True, blank=True
    )
    sponsor_currency = models.CharField(
        _("Currency"), max_length=5, choices=choices.Currency.choices, blank=True
    )
    emergency_name = models.CharField(_("Name"), max_length=120)
    emergency_relation = models.CharField(
        _("Relation"), max_length=12, choices=choices.Relation.choices
    )
    emergency_phone = PhoneNumberField(_("Telephone"))
    emergency_email = models.EmailField(_("E-mail"), blank=True)
    emergency_country = CountryField(_("Country"), blank=True)
    emergency_address = models.CharField(_("Address"), max_length=200, blank=True)
    emergency_languages = models.CharField(_("Languages"), max_length=120, blank=True)
    china_contact_name = models.CharField(_("Name"), max_length=120, blank=True)
    china_contact_relation = models.CharField(
        _("Relation"), max_length=12, choices=choices.Relation.choices, blank=True
    )
    china_contact_phone = PhoneNumberField(_("Telephone"), blank=True)
    china_contact_email = models.EmailField(_("E-mail"), blank=True)
    china_contact_address = models.CharField(_("Address"), max_length=200, blank=True)
    guardian_name = models.CharField(_("Name"), max_length=120, blank=True)
    guardian_id_number = models.CharField(_("Identity document number"), max_length=40, blank=True)
    guardian_relation = models.CharField(
        _("Relation"), max_length=12, choices=choices.Relation.choices, blank=True
    )
    guardian_phone = PhoneNumberField(_("Telephone"), blank=True)
    guardian_address = models.CharField(_("Address"), max_length=200, blank=True)
    accompanying = models.TextField(_("Family coming with you"), max_length=1000, blank=True)
    discipline = models.BooleanField(
        _("Have you ever been punished by a school or a court?"),
        choices=choices.YES_NO, null=True, blank=True,
    )  # fmt: skip
    discipline_details = models.TextField(_("What happened, and when"), max_length=2000, blank=True)
    support_needs = models.TextField(
        _("Disability, diet or other support you wish us to know"), max_length=1000, blank=True
    )
    agent_involved = models.BooleanField(
        _("Was an agent involved?"), choices=choices.YES_NO, null=True, blank=True
    )
    agent_name = models.CharField(_("Agent"), max_length=120, blank=True)
    agent_contact = models.CharField(_("Contact of the agent"), max_length=120, blank=True)
    how_heard = models.CharField(
        _("How did you hear of us?"), max_length=12, choices=choices.HeardFrom.choices, blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = _("Additional Information")

    def __str__(self) -> str:
        return str(self.application)
