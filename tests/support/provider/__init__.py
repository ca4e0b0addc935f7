"""A hostile text provider, in a process of its own: Twilio's REST API as its public description says, and faults."""
