"""The page's files, one per language, the one shown unless asked otherwise first."""

PAGES = {"en": "dashboard.html", "zh": "dashboard.zh.html"}
