"""The forms of the pages about one person."""
