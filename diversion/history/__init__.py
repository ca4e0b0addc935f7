"""Reading referral spreadsheets as people really keep them."""
