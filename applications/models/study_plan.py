"""The typed answers of step 2: what for, when, how well the languages are known, and who helps."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from applications.models import choices, study_choices
from applications.models.application import Application
from applications.models.fields import MonthField


class StudyPlan(models.Model):
    """Step 2: what the applicant wants to study, and how well they know the languages."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="study_plan")
    study_start = MonthField(_("Proposed study period from"))
    study_end = MonthField(_("Proposed study period to"))
    research_area = models.CharField(_("Research area"), max_length=160, blank=True)
    supervisor_name = models.CharField(_("Intended supervisor"), max_length=120, blank=True)
    supervisor_email = models.EmailField(_("E-mail of the supervisor"), blank=True)
    supervisor_agreed = models.CharField(
        _("Has the supervisor agreed?"),
        max_length=8, choices=study_choices.SupervisorAgreed.choices, blank=True,
    )  # fmt: skip
    second_choice = models.CharField(_("Second-choice programme"), max_length=160, blank=True)
    accept_adjustment = models.BooleanField(
        _("Accept another programme if the first is full?"),
        choices=choices.YES_NO, null=True, blank=True,
    )  # fmt: skip
    chinese_level = models.CharField(
        _("Chinese: your own rating"), max_length=10, choices=study_choices.Rating.choices
    )
    chinese_listening = models.CharField(
        _("Chinese: listening"), max_length=10, choices=study_choices.Rating.choices, blank=True
    )
    chinese_speaking = models.CharField(
        _("Chinese: speaking"), max_length=10, choices=study_choices.Rating.choices, blank=True
    )
    chinese_reading = models.CharField(
        _("Chinese: reading"), max_length=10, choices=study_choices.Rating.choices, blank=True
    )
    chinese_writing = models.CharField(
        _("Chinese: writing"), max_length=10, choices=study_choices.Rating.choices, blank=True
    )
    chinese_learned_where = models.CharField(
        _("Where did you learn Chinese?"), max_length=160, blank=True
    )
    chinese_hours = models.PositiveIntegerField(
        _("Hours of Chinese lessons"), null=True, blank=True
    )
    chinese_preparatory = models.BooleanField(
        _("Do you need preparatory Chinese?"), choices=choices.YES_NO, null=True, blank=True
    )
    preparatory_length = models.CharField(
        _("For how long?"), max_length=4, choices=study_choices.Preparatory.choices, blank=True
    )
    hsk_level = models.CharField(
        _("HSK level"), max_length=4, choices=study_choices.HskLevel.choices, blank=True
    )
    hsk_score = models.PositiveSmallIntegerField(_("HSK score"), null=True, blank=True)
    hsk_date = models.DateField(_("HSK test date"), null=True, blank=True)
    hsk_number = models.CharField(_("HSK certificate number"), max_length=40, blank=True)
    hskk_level = models.CharField(
        _("HSKK level"), max_length=12, choices=study_choices.HskkLevel.choices, blank=True
    )
    hskk_score = models.PositiveSmallIntegerField(_("HSKK score"), null=True, blank=True)
    english_level = models.CharField(
        _("English: your own rating"), max_length=10, choices=study_choices.Rating.choices
    )
    english_test = models.CharField(
        _("English test"), max_length=20, choices=study_choices.EnglishTest.choices, blank=True
    )
    english_score = models.DecimalField(
        _("English test score"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    english_date = models.DateField(_("English test date"), null=True, blank=True)
    english_number = models.CharField(_("English report number"), max_length=40, blank=True)
    english_exemption = models.CharField(
        _("I need no English test because"),
        max_length=8, choices=study_choices.EnglishExemption.choices, blank=True,
    )  # fmt: skip
    other_languages = models.CharField(_("Other languages"), max_length=200, blank=True)
    csca_number = models.CharField(_("CSCA report number"), max_length=40, blank=True)
    csca_chinese_paper = models.CharField(
        _("CSCA Chinese paper"), max_length=8, choices=study_choices.CscaChinese.choices, blank=True
    )
    csca_chinese = models.PositiveSmallIntegerField(_("CSCA Chinese"), null=True, blank=True)
    csca_mathematics = models.PositiveSmallIntegerField(
        _("CSCA mathematics"), null=True, blank=True
    )
    csca_physics = models.PositiveSmallIntegerField(_("CSCA physics"), null=True, blank=True)
    csca_chemistry = models.PositiveSmallIntegerField(_("CSCA chemistry"), null=True, blank=True)
    funding_source = models.CharField(
        _("Source of funds"), max_length=2, choices=study_choices.Funding.choices
    )
    other_scholarships = models.CharField(
        _("Other scholarships applied for"), max_length=200, blank=True
    )
    agency_number = models.CharField(_("Agency number"), max_length=8, blank=True)
    csc_number = models.CharField(
        _("National scholarship application number"), max_length=20, blank=True
    )
    recommended_by = models.CharField(
        _("Recommending body or person, and contact"), max_length=200, blank=True
    )
    awards = models.TextField(_("Awards"), max_length=2000, blank=True)
    social_posts = models.TextField(_("Posts held in societies"), max_length=2000, blank=True)
    home_university = models.CharField(_("Home university"), max_length=160, blank=True)
    home_university_country = CountryField(_("Country of the home university"), blank=True)
    home_student_no = models.CharField(
        _("Student number at the home university"), max_length=40, blank=True
    )
    home_coordinator = models.CharField(_("Exchange coordinator"), max_length=120, blank=True)
    home_coordinator_email = models.EmailField(_("E-mail of the coordinator"), blank=True)
    nominated = models.BooleanField(
        _("Nominated by the home university?"), choices=choices.YES_NO, null=True, blank=True
    )
    wanted_courses = models.TextField(_("Courses you wish to take"), max_length=2000, blank=True)
    housing_wanted = models.CharField(
        _("Room on campus"), max_length=8, choices=study_choices.Housing.choices, blank=True
    )
    study_plan = models.TextField(_("Study or research plan"), blank=True)
    publications = models.TextField(_("Publications and works"), max_length=4000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("Study Plan")

    def __str__(self) -> str:
        return str(self.application)
