"""Diversion schemes: arrests, referrals, what each must leave behind, and how each case ended."""
