"""What is typed and chosen on the pages of care: each piece a small form of its own."""
