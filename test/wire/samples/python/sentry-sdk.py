# proof: fixed 45
import os

import sentry_sdk

sentry_sdk.init("https://key@wire.test:9999/1", ca_certs=os.environ["SSL_CERT_FILE"])
# A thread of its own sends it; this waits for the thread.
sentry_sdk.capture_message("report")
sentry_sdk.flush(timeout=60)
print("answered")
