# Models need a database, and plugins have none yet. Small amounts of data fit into sessions, which the platform keeps
# in signed cookies.
