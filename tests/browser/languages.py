"""The languages every page is looked at in: what the browser asks for, and what the page says."""

LANGUAGES = {"en": "en", "zh-hans": "zh-Hans"}
