"""Pure reading of a referral spreadsheet: from bytes to typed rows, or to what is wrong and what to do about it."""
