"""Pure counting: from facts of referrals to figures."""
