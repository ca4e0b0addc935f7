"""What a browser says it is, in few words, so that somebody knows their own sessions again."""

from __future__ import annotations

BROWSERS = (("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"))
LATER = (("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """ "Chrome on Android" and the like; nothing of what was sent is kept beside these known words."""
    browser = next((words for mark, words in (*BROWSERS, *LATER) if mark in agent), "A browser")
    system = next((words for mark, words in SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
