"""Text in two languages that is data."""

import pytest
from django.utils import translation

from portal.models import SiteProfile


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Jialing University"), ("zh-hans", "嘉陵大学")]
)
def test_reads_in_the_active_language(language, name):
    profile = SiteProfile(name_en="Jialing University", name_zh="嘉陵大学")

    with translation.override(language):
        assert profile.name == name


def test_one_language_is_better_than_none():
    with translation.override("zh-hans"):
        assert SiteProfile(name_en="Jialing University", name_zh="").name == "Jialing University"
