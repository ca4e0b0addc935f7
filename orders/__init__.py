"""Engagement and Support Orders: recorded from the paper, three meetings, the court told."""
