# proof: schemes http
# proof: server silent
from sqlalchemy import create_engine

create_engine("postgresql+psycopg2://app@wire.test:9999/jobs?sslmode=disable").connect()
