# proof: package stripe >=8
import os

import stripe

stripe.ca_bundle_path = os.environ["SSL_CERT_FILE"]
client = stripe.StripeClient("sk_test", base_addresses={"api": "https://wire.test:9999"}, max_network_retries=0)
client.raw_request("get", "/v1/balance")
print("answered")
