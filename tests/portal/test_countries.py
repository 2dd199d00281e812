"""Countries and regions by the names they have today, as a Chinese office writes them."""

import re

import pytest
from django.utils.translation import override
from django_countries import countries

WORDING = [
    ("TR", "Türkiye", "土耳其"),
    ("CZ", "Czechia", "捷克"),
    ("SZ", "Eswatini", "斯威士兰"),
    ("MK", "North Macedonia", "北马其顿"),
    ("TW", "Taiwan, China", "中国台湾"),
    ("HK", "Hong Kong, China", "中国香港"),
    ("MO", "Macao, China", "中国澳门"),
    ("KR", "Republic of Korea", "韩国"),
    ("CG", "Republic of the Congo", "刚果（布）"),
    ("CD", "Democratic Republic of the Congo", "刚果（金）"),
    ("NP", "Nepal", "尼泊尔"),
    ("BW", "Botswana", "博茨瓦纳"),
    ("DM", "Dominica", "多米尼克"),
    ("DO", "Dominican Republic", "多米尼加共和国"),
    ("WS", "Samoa", "萨摩亚"),
]


@pytest.mark.parametrize(("code", "english", "chinese"), WORDING)
def test_country_has_the_name_of_today_in_both_languages(code, english, chinese):
    with override("en"):
        assert countries.name(code) == english
    with override("zh-hans"):
        assert countries.name(code) == chinese


def test_every_country_has_a_chinese_name_that_no_other_has():
    with override("zh-hans"):
        names = [str(name) for _code, name in countries]

    assert len(names) == len(set(names)) > 240
    assert [name for name in names if not re.fullmatch(r"[\u4e00-\u9fff（），、·]+", name)] == []
