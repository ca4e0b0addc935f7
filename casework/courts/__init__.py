"""Courts, hearings and who is told there."""
