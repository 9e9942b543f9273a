# proof: schemes http
# proof: server silent
import pymongo

pymongo.MongoClient("mongodb://wire.test:9999/jobs").admin.command("ping")
