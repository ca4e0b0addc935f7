"""The whole service under mixed load, and on several hosts: only HTTP from outside, real processes inside."""
