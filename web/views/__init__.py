"""The pages of the front."""
