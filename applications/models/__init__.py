"""The public names of this app's tables."""

from applications.models.answers import (
    BasicInformation,
    ContactInformation,
    Declaration,
)
from applications.models.application import Application, ReferenceCounter
from applications.models.catalogue import (
    AdmissionType,
    Department,
    FundingCategory,
    FundingKind,
    Guidelines,
    Intake,
    Major,
    Offering,
    Programme,
    ResearchArea,
    TeachingLanguage,
)
from applications.models.document import Document, Part, Photo, PhotoTry
from applications.models.draft import StepDraft
from applications.models.history import StatusChange
from applications.models.paper import PaperKind, StoredPaper
from applications.models.records import (
    AdditionalInformation,
    EducationGap,
    EducationRecord,
    EmploymentRecord,
    FamilyMember,
)
from applications.models.requirement import DocumentRequirement
from applications.models.review import Decision, DepartmentReader, Note, Outcome
from applications.models.revision import RevisionItem, RevisionRequest
from applications.models.study_plan import StudyPlan

__all__ = [
    "AdditionalInformation",
    "AdmissionType",
    "Application",
    "BasicInformation",
    "ContactInformation",
    "Decision",
    "Declaration",
    "Department",
    "DepartmentReader",
    "Document",
    "DocumentRequirement",
    "EducationGap",
    "EducationRecord",
    "EmploymentRecord",
    "FamilyMember",
    "FundingCategory",
    "FundingKind",
    "Guidelines",
    "Intake",
    "Major",
    "Note",
    "Offering",
    "Outcome",
    "PaperKind",
    "Part",
    "Photo",
    "PhotoTry",
    "Programme",
    "ReferenceCounter",
    "ResearchArea",
    "RevisionItem",
    "RevisionRequest",
    "StatusChange",
    "StepDraft",
    "StoredPaper",
    "StudyPlan",
    "TeachingLanguage",
]
