"""Reading the facts of one quarter of one agency, in a fixed number of queries, whoever asks."""
