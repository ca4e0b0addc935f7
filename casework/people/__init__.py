"""People: who they are, how they may be reached, what they agreed to, and what stands in their way."""
