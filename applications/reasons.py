"""Standard reasons of the office, in both languages: both are stored with what they explain."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One sentence to the applicant, in English and in Chinese."""

    code: str
    en: str
    zh: str

    @property
    def label(self) -> str:
        """How an officer chooses it."""
        return f"{self.en} / {self.zh}"


def _table(*rows: tuple[str, str, str]) -> dict[str, Reason]:
    return {code: Reason(code, en, zh) for code, en, zh in rows}


REVISION = _table(
    (
        "photo_background",
        "The photo needs a plain white or blue background.",
        "证件照背景须为白色或蓝色，请重新上传。",
    ),
    (
        "photo_unclear",
        "The photo is blurred, old or not full-face.",
        "证件照不清晰、非近期或非正面免冠，请更换。",
    ),
    (
        "name_mismatch",
        "The name differs from the passport.",
        "所填姓名与护照不一致，请更正。",
    ),
    (
        "passport_data",
        "The number, a date or the place differs from the passport.",
        "护照号码、日期或出生地与护照不符，请更正。",
    ),
    (
        "passport_unreadable",
        "The passport page is cut off or unreadable.",
        "护照扫描件不完整或不清晰，请重新上传彩色扫描件。",
    ),
    (
        "passport_expiring",
        "The passport expires too soon.",
        "护照有效期不足，请换发后上传新护照。",
    ),
    (
        "passport_type",
        "This is not an ordinary passport.",
        "所持护照非普通护照，请上传普通护照。",
    ),
    ("diploma_missing", "The highest diploma is missing.", "缺少最高学历（学位）证书。"),
    (
        "diploma_not_notarised",
        "The copy of the diploma is not notarised.",
        "学历证书复印件未经公证。",
    ),
    (
        "translation_missing",
        "A notarised Chinese or English translation is missing.",
        "缺少经公证的中文或英文译文。",
    ),
    (
        "transcript_incomplete",
        "Terms or pages of the transcript are missing.",
        "成绩单不完整，请补齐全部学期。",
    ),
    (
        "pre_graduation_missing",
        "The proof of expected graduation is missing.",
        "应届毕业生请补交预毕业证明。",
    ),
    (
        "language_proof",
        "The language proof is missing, expired or too low.",
        "语言成绩证明缺失、过期或未达要求。",
    ),
    (
        "plan_too_short",
        "The study plan is too short or too general.",
        "学习计划字数不足或内容过于简单，请充实。",
    ),
    (
        "recommendation",
        "A recommendation letter is missing, unsigned or unsuitable.",
        "推荐信不足两封、无签名或推荐人不符合要求。",
    ),
    (
        "exam_form_incomplete",
        "The examination form has gaps, or has no seal or signature.",
        "体格检查表有缺项，或无骑缝章、医师签字及医院盖章。",
    ),
    (
        "exam_form_old",
        "The physical examination is older than 6 months.",
        "体格检查表已超过6个月有效期，请重新体检。",
    ),
    (
        "criminal_record",
        "The non-criminal record is missing or older than 6 months.",
        "无犯罪记录证明缺失或超过6个月。",
    ),
    (
        "financial_proof",
        "The financial proof is missing, too low or in another name.",
        "经济证明缺失、金额不足或户名不符。",
    ),
    (
        "guardian_papers",
        "The guardian papers of a minor are missing.",
        "未满18周岁，请补交在华监护人委托公证材料。",
    ),
    (
        "nationality_papers",
        "The proof of nationality and of residence abroad is missing.",
        "请补交国籍状况及近4年境外居住证明。",
    ),
    (
        "education_gap",
        "There are fewer than two education records, or a gap is not explained.",
        "教育经历不足两项或有空档，请补充说明。",
    ),
    (
        "visa_transfer",
        "The visa page or the transfer certificate is missing (applicants in China).",
        "在华申请人请补交签证页及原校转学（离校）证明。",
    ),
    (
        "name_certificate",
        "Certificates bear another name: a proof of consistency is needed.",
        "材料姓名与护照不一致，请提供姓名一致性证明。",
    ),
    (
        "wrong_programme",
        "The programme or the category has to be changed.",
        "所选专业或类别有误，请确认后更改。",
    ),
    (
        "address",
        "The postal address or the telephone number is incomplete, or it is a PO box.",
        "邮寄地址或电话不完整（不接受邮政信箱）。",
    ),
)

REFUSAL = _table(
    (
        "academic_level",
        "The education completed does not reach the required level.",
        "学历层次不符合申请要求。",
    ),
    (
        "academic_results",
        "The results are below the level of admitted applicants.",
        "学业成绩未达到录取标准。",
    ),
    (
        "major_mismatch",
        "The previous field of study does not fit the programme.",
        "原所学专业与申请专业不符。",
    ),
    ("language", "The language requirement is not met.", "语言水平未达到要求。"),
    (
        "csca_low",
        "The CSCA score is missing or below the line.",
        "未提交CSCA成绩或成绩未达要求。",
    ),
    ("interview", "The interview or examination was not passed.", "面试（考核）未通过。"),
    ("no_supervisor", "No supervisor is available in this field.", "暂无合适导师接收。"),
    ("quota", "All places are taken.", "本专业名额已满。"),
    (
        "programme_cancelled",
        "The programme does not open this year.",
        "该专业本年度不招生或停招。",
    ),
    ("age", "The age is outside the limit of this category.", "年龄不符合项目要求。"),
    (
        "nationality",
        "The conditions for international students under the Nationality Law are not met.",
        "不符合国际学生身份资格要求。",
    ),
    ("passport", "There is no valid ordinary passport.", "未持有效普通护照。"),
    (
        "incomplete",
        "Documents are still missing after our request.",
        "材料不齐，经通知后仍未补齐。",
    ),
    (
        "inconsistent",
        "Statements and documents contradict each other.",
        "所填信息与材料不一致且未能合理说明。",
    ),
    (
        "false_documents",
        "Documents could not be verified or are false.",
        "材料无法核实或存在虚假。",
    ),
    (
        "health",
        "The health requirements of Chinese law are not met.",
        "身体条件不符合来华学习有关规定。",
    ),
    (
        "conduct",
        "The record of conduct does not meet the requirements.",
        "品行或违法违纪记录不符合要求。",
    ),
    (
        "financial",
        "Sufficient means for the study were not shown.",
        "未能证明具备在华学习所需经济能力。",
    ),
    (
        "guardian",
        "Guardianship of a minor is not arranged.",
        "未成年申请人监护手续不完备。",
    ),
    (
        "duplicate",
        "Another application of yours is being processed.",
        "重复申请，已保留您的另一份申请。",
    ),
    ("late", "The application arrived after the deadline.", "逾期申请。"),
    (
        "scholarship_competition",
        "You were not selected for the scholarship; a self-funded place is possible.",
        "未入选奖学金，可转为自费申请。",
    ),
)


# Not released by whoever prepared it: a grave reproach wants a second pair of eyes.
SECOND_PERSON = frozenset({"false_documents"})


def choices(table: dict[str, Reason]) -> list[tuple[str, str]]:
    """For a select: the code, and both sentences."""
    return [(reason.code, reason.label) for reason in table.values()]
