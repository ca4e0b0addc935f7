"""The front's own rules: reading a list that somebody else wrote, and comparing it with people of ours."""
