"""The typed answers of steps 1, 5 and 7: what officers, search, export and PDF read.

A row is written whenever the step's form accepts what was typed; step 2 is in ``study_plan``, the
records of steps 3 and 4 in ``records``.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from applications.models import choices
from applications.models.application import Application
from applications.models.fields import LanguageField, MonthField, NameField


class BasicInformation(models.Model):
    """Step 1: the person, as the passport has them."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="basic_information"
    )
    passport_surname = NameField(_("Surname (as in passport)"), max_length=60, blank=True)
    no_surname = models.BooleanField(_("My passport shows no surname"), default=False)
    passport_given_names = NameField(_("Given names (as in passport)"), max_length=80)
    native_name = models.CharField(_("Name in your own script"), max_length=80, blank=True)
    chinese_name = models.CharField(_("Chinese name"), max_length=20, blank=True)
    former_names = models.CharField(_("Former names"), max_length=120, blank=True)
    gender = models.CharField(_("Gender"), max_length=1, choices=choices.Gender.choices)
    date_of_birth = models.DateField(_("Date of birth"))
    birth_country = CountryField(_("Country of birth"))
    birth_place = models.CharField(_("City or place of birth"), max_length=80)
    nationality = CountryField(_("Nationality"))
    other_nationality = CountryField(_("Other nationality"), blank=True)
    chinese_origin = models.CharField(
        _("Have you or has a parent ever held Chinese nationality?"),
        max_length=8, choices=choices.ChineseOrigin.choices, blank=True,
    )  # fmt: skip
    foreign_nationality_since = models.DateField(
        _("Foreign nationality held since"), null=True, blank=True
    )
    abroad_4 = models.PositiveSmallIntegerField(
        _("Months abroad, four years before entry"), null=True, blank=True
    )
    abroad_3 = models.PositiveSmallIntegerField(
        _("Months abroad, three years before entry"), null=True, blank=True
    )
    abroad_2 = models.PositiveSmallIntegerField(
        _("Months abroad, two years before entry"), null=True, blank=True
    )
    abroad_1 = models.PositiveSmallIntegerField(
        _("Months abroad, the last year before entry"), null=True, blank=True
    )
    passport_type = models.CharField(
        _("Passport type"), max_length=20, choices=choices.PassportType.choices
    )
    passport_number = models.CharField(_("Passport number"), max_length=20, db_index=True)
    passport_issuing_country = CountryField(_("Issuing country"), blank=True)
    passport_issue_date = models.DateField(_("Date of issue"), null=True, blank=True)
    passport_expiry_date = models.DateField(_("Valid until"))
    passport_renewal = models.BooleanField(_("I have applied for a new passport"), default=False)
    mrz = models.TextField(_("Machine-readable lines"), max_length=200, blank=True)
    native_language = LanguageField(_("Native language"), max_length=8)
    religion = models.CharField(
        _("Religion"), max_length=12, choices=choices.Religion.choices, blank=True
    )
    marital_status = models.CharField(
        _("Marital status"), max_length=12, choices=choices.MaritalStatus.choices
    )
    highest_education = models.CharField(
        _("Highest education completed"), max_length=12, choices=choices.EducationLevel.choices
    )
    occupation = models.CharField(
        _("Occupation"), max_length=16, choices=choices.Occupation.choices
    )
    employer_or_school = models.CharField(_("Employer or school"), max_length=120)
    in_china_now = models.BooleanField(_("Are you in China now?"), choices=choices.YES_NO)
    visa_type = models.CharField(
        _("Visa or permit"), max_length=8, choices=choices.Visa.choices, blank=True
    )
    visa_expiry = models.DateField(_("Visa or permit valid until"), null=True, blank=True)
    china_address = models.CharField(_("Address in China"), max_length=200, blank=True)
    china_institution = models.CharField(
        _("Present or last school in China"), max_length=120, blank=True
    )
    been_in_china = models.BooleanField(
        _("Have you studied or worked in China before?"), choices=choices.YES_NO
    )
    been_where = models.CharField(_("School or employer in China"), max_length=120, blank=True)
    been_from = MonthField(_("In China from"), null=True, blank=True)
    been_to = MonthField(_("In China to"), null=True, blank=True)
    student_number_here = models.CharField(
        _("Student number at our university"), max_length=40, blank=True
    )
    had_scholarship = models.BooleanField(
        _("Have you held a Chinese scholarship before?"),
        choices=choices.YES_NO, null=True, blank=True,
    )  # fmt: skip
    scholarship_school = models.CharField(
        _("University of that scholarship"), max_length=120, blank=True
    )
    scholarship_from = MonthField(_("Scholarship from"), null=True, blank=True)
    scholarship_to = MonthField(_("Scholarship to"), null=True, blank=True)
    health_status = models.CharField(
        _("Health"), max_length=8, choices=choices.Health.choices, blank=True
    )
    interests = models.CharField(_("Interests and talents"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("Basic Information")

    def __str__(self) -> str:
        return self.passport_name

    @property
    def passport_name(self) -> str:
        """Surname and given names in the passport's order."""
        return f"{self.passport_surname} {self.passport_given_names}".strip()


class ContactInformation(models.Model):
    """Step 5: where letters, calls and messages reach the applicant."""

    application = models.OneToOneField(
        Application, models.CASCADE, related_name="contact_information"
    )
    home_street = models.CharField(_("Street and house number"), max_length=160)
    home_city = models.CharField(_("City"), max_length=80)
    home_region = models.CharField(_("State or province"), max_length=80)
    home_postcode = models.CharField(_("Postcode"), max_length=16, blank=True)
    home_country = CountryField(_("Country"))
    current_same = models.BooleanField(_("My current address is the same"), default=False)
    current_street = models.CharField(_("Street and house number"), max_length=160, blank=True)
    current_city = models.CharField(_("City"), max_length=80, blank=True)
    current_region = models.CharField(_("State or province"), max_length=80, blank=True)
    current_postcode = models.CharField(_("Postcode"), max_length=16, blank=True)
    current_country = CountryField(_("Country"), blank=True)
    phone = PhoneNumberField(_("Mobile telephone"), db_index=True)
    phone_other = PhoneNumberField(_("Other telephone"), blank=True)
    email_other = models.EmailField(_("Second e-mail"), blank=True)
    wechat = models.CharField(_("WeChat"), max_length=40, blank=True)
    whatsapp = models.CharField(_("WhatsApp"), max_length=40, blank=True)
    delivery_method = models.CharField(
        _("How to receive the admission papers"),
        max_length=12, choices=choices.Delivery.choices,
    )  # fmt: skip
    mail_recipient = models.CharField(_("Recipient"), max_length=120, blank=True)
    mail_phone = PhoneNumberField(_("Telephone of the recipient"), blank=True)
    mail_street = models.CharField(_("Street and house number"), max_length=160, blank=True)
    mail_city = models.CharField(_("City"), max_length=80, blank=True)
    mail_region = models.CharField(_("State or province"), max_length=80, blank=True)
    mail_postcode = models.CharField(_("Postcode"), max_length=16, blank=True)
    mail_country = CountryField(_("Country"), blank=True)
    language_preference = models.CharField(
        _("Language of notices"), max_length=4, choices=choices.NoticeLanguage.choices
    )

    class Meta:
        verbose_name = verbose_name_plural = _("Contact Information")

    def __str__(self) -> str:
        return str(self.application)


class Declaration(models.Model):
    """Step 7: what was declared before submitting, and under which name."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="declaration")
    declare_true = models.BooleanField(
        _(
            "All information and documents I have given are true and complete; I understand that "
            "false ones lead to refusal or loss of admission."
        )
    )
    declare_law = models.BooleanField(
        _("In China I shall abide by Chinese law and the rules of the university.")
    )
    consent_data = models.BooleanField(
        _(
            "I agree to the processing of my data for admission, visa papers and student "
            "registration as described in the privacy notice."
        )
    )
    consent_sensitive = models.BooleanField(
        _(
            "I separately agree to the processing of my sensitive data (photo, health, religion "
            "if given, family finances)."
        )
    )
    consent_guardian = models.BooleanField(
        _("My parent or guardian has read this application and agrees."), default=False
    )
    understand_lock = models.BooleanField(
        _(
            "I understand that nothing can be changed after submission unless the office asks "
            "for it."
        )
    )
    understand_fee = models.BooleanField(
        _(
            "I understand that the fee is not refunded and that an unpaid application is not "
            "processed."
        ),
        default=False,
    )
    signature_name = models.CharField(_("Type your name as in the passport"), max_length=160)
    declared_at = models.DateTimeField(
        pgettext_lazy("declaration", "declared"), default=timezone.now
    )

    class Meta:
        verbose_name = verbose_name_plural = _("declaration")

    def __str__(self) -> str:
        return self.signature_name
