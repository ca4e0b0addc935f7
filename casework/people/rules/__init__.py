"""Pure decisions about people: no page, no table, no clock. The day is an argument."""
