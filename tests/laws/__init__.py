"""The laws of the house that no linter keeps; the others are in pyproject.toml and run in `./run lint`."""
