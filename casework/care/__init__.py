"""What a person needs, and the plan agreed with them. Never shown to police, court or CPS (domain rule 29)."""
