# proof: schemes http
# proof: server silent
import psycopg2

psycopg2.connect("host=wire.test port=9999 user=app sslmode=disable keepalives=0")
