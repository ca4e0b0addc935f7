"""What a text may say, when it may go and what may become of it: pure rules, time is always an argument."""
