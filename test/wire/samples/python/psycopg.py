# proof: schemes http
# proof: server silent
import psycopg

psycopg.connect("host=wire.test port=9999 user=app sslmode=disable")
