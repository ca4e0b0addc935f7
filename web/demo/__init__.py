"""Pretend people, so that anybody can look around: never in the same database as real records."""
