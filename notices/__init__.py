"""Notices: what the CPS and the courts are told, in fixed sentences of fact, and whether they have seen it."""
