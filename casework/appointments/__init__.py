"""Appointments: a person, a place, a time, with whom, and who came."""
