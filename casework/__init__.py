"""The ground both programmes stand on: people, places, courts, care, and who may see what."""
