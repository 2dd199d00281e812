"""The languages every page is looked at in, and what a browser that prefers them asks for."""

LANGUAGES = {"en": "en-GB", "zh-hans": "zh-CN"}
