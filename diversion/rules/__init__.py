"""Pure decisions about diversion: no page, no table, no clock. Time and facts are arguments."""
