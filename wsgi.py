from web.starting import started

app = started()
